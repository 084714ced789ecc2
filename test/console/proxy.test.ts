import {readFile} from 'node:fs/promises';
import {afterAll, afterEach, beforeAll, expect, test} from '@jest/globals';
import type {Browser} from 'playwright-core';
import {until} from '../support/oracle/until.js';
import {openBrowser} from '../support/servers/browser.js';
import {freePort} from '../support/servers/free-port.js';
import {type Nginx, startNginx} from '../support/servers/nginx.js';
import {type CollectorFixture, openCollectorFixture, settled} from './collector-fixture.js';
import {text, type Visitor, visit} from './visitor.js';

let browser: Browser;
let shop: CollectorFixture | undefined;
let nginx: Nginx | undefined;
let visitor: Visitor | undefined;

beforeAll(async () => {
  browser = await openBrowser();
});
afterEach(async () => {
  await visitor?.page.context().close();
  await nginx?.stop();
  await shop?.close();
  visitor = nginx = shop = undefined;
});
afterAll(() => browser?.close());

/** The example that is shipped, with the addresses of this test in the place of its own. */
async function shipped(port: number, collector: string): Promise<string> {
  const example = await readFile('deploy/nginx.conf', 'utf8');
  const replaced = example
    .replace('listen 80;', `listen 127.0.0.1:${port};`)
    .replace('http://127.0.0.1:8080', collector);
  expect(replaced.split('\n').filter((line) => !example.includes(line))).toHaveLength(2);
  return replaced;
}

/** What nginx does by itself: it puts the collector's address in the place of the Host; with a slash there, it leaves the path away. */
async function asPlainAsCanBe(port: number, collector: string): Promise<string> {
  return `server { listen 127.0.0.1:${port}; location /console/ { proxy_pass ${collector}/; } }`;
}

test.each([
  ['with the example that is shipped, under a name', 'push.example.com', shipped],
  ['with another Host and without the path', '127.0.0.1', asPlainAsCanBe],
])('behind nginx, %s, the page is whole, live, and may begin a backfill', async (_how, host, configure) => {
  const port = await freePort();
  const publicUrl = `http://${host}:${port}/console`;
  shop = await openCollectorFixture({publicUrl});
  nginx = await startNginx(await configure(port, shop.url), port);
  visitor = await visit(browser, `${publicUrl}?view=collecting`);
  const {page, complaints} = visitor;
  expect(page.url()).toBe(`${publicUrl}/?view=collecting`);
  await settled(page);
  await page.locator('#coverage .grid canvas').first().waitFor();
  const told = new Set<string>();
  await until(async () => {
    told.add(await text(page, '#connection'));
    return told.size > 4;
  }, 15_000);
  expect([...told].filter((each) => !/^(live|connecting)/.test(each))).toEqual([]);
  await page.getByRole('button', {name: 'Show the price'}).click();
  await page.getByRole('button', {name: 'Start the backfill'}).click();
  await page.locator('#backfill').getByText('done').waitFor();
  expect(complaints).toEqual([]);
});

test('behind a proxy that it does not know, the page is told what to set', async () => {
  const port = await freePort();
  shop = await openCollectorFixture();
  nginx = await startNginx(await shipped(port, shop.url), port);
  const page = await browser.newPage();
  const response = await page.goto(`http://push.example.com:${port}/console/`);
  expect(response!.status()).toBe(403);
  expect(await text(page, 'body')).toContain('“push.example.com”: set http.publicUrl to the address');
  await page.close();
});
