import {afterAll, afterEach, beforeAll, expect, test} from '@jest/globals';
import type {Browser} from 'playwright-core';
import {until} from '../support/oracle/until.js';
import {openBrowser} from '../support/servers/browser.js';
import {
  type CollectorFixture,
  type CollectorFixtureOptions,
  openCollectorFixture,
  settled,
} from './collector-fixture.js';
import {text, type Visitor, visit} from './visitor.js';

let browser: Browser;
let shop: CollectorFixture | undefined;
let visitor: Visitor | undefined;

beforeAll(async () => {
  browser = await openBrowser();
});
afterEach(async () => {
  await visitor?.page.context().close();
  await shop?.close();
  visitor = shop = undefined;
});
afterAll(() => browser?.close());

async function open(options: CollectorFixtureOptions = {}, query = '') {
  shop = await openCollectorFixture(options);
  visitor = await visit(browser, `${shop.url}/?view=collecting${query}`);
  return {page: visitor.page, shop, complaints: visitor.complaints};
}

test('a backfill shows its price before it begins, and then how far it is, until all is there', async () => {
  const {
    page,
    shop: {simulator},
    complaints,
  } = await open({paceMs: 40});
  await settled(page);
  const before = simulator.requests.length;
  const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  await page.locator('#backfill [name=from]').fill(`${day(8)}T00:00`);
  await page.locator('#backfill [name=to]').fill(`${day(3)}T00:00`);
  await page.getByRole('button', {name: 'Show the price'}).click();
  await page.getByText('120 calls for 1 app, about 5 s at the configured pace.').waitFor();
  expect(simulator.requests).toHaveLength(before);
  await page.getByRole('button', {name: 'Start the backfill'}).click();
  const seen = new Set<number>();
  await until(async () => {
    const value = await page.locator('#backfill progress').getAttribute('value', {timeout: 2000});
    seen.add(Number(value));
    return value === '120';
  }, 30_000);
  expect(seen.size).toBeGreaterThan(2);
  await page.locator('#backfill').getByText('done').waitFor();
  expect(new Set(simulator.requests.slice(before).map(({start}) => start)).size).toBe(120);
  await page.getByRole('button', {name: 'Show the price'}).click();
  await page.getByText('Nothing to ask: every window of the span is there.').waitFor();
  expect(complaints).toEqual([]);
});

test('a price goes with what it was the price of', async () => {
  const {page} = await open();
  await settled(page);
  await page.getByRole('button', {name: 'Show the price'}).click();
  const start = page.getByRole('button', {name: 'Start the backfill'});
  await start.waitFor();
  await page.locator('#backfill [name=step]').selectOption({index: 1});
  expect(await start.count()).toBe(0);
});

test('a backfill that is stopped asks for nothing more', async () => {
  const {
    page,
    shop: {simulator},
  } = await open({paceMs: 300});
  await until(() => simulator.requests.length > 2, 20_000);
  await page.getByRole('button', {name: 'Show the price'}).click();
  await page.getByRole('button', {name: 'Start the backfill'}).click();
  await page.getByRole('button', {name: 'Stop the backfill'}).click();
  await page.locator('#backfill').getByText('stopped').waitFor();
  await page.getByRole('button', {name: 'Stop the backfill'}).waitFor({state: 'hidden'});
});

test('a wrong key is told in words, with what to do about it', async () => {
  const {page, complaints} = await open({key: 'not-the-key'});
  await page.locator('.problem').waitFor();
  const problem = await text(page, '.problem');
  expect(problem).toMatch(/^Problem: shop chat 1h/);
  expect(problem).toMatch(/code 70009: the signature is not accepted.*what to do: put the key/);
  expect(problem).not.toContain('not-the-key');
  expect(await text(page, '#views [data-key=collecting]')).toMatch(/1 job with a problem/);
  // Problems come with the live stream, maybe before the grid is filled.
  await page
    .getByText(/\d+ missing/)
    .first()
    .waitFor();
  await page.locator('#coverage .grid').focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Home');
  await page.getByText(/^The last run said: code 70009/).waitFor();
  expect(complaints).toEqual([]);
});

test('an API that is not reached is told in words, with what to do about it', async () => {
  const {page, shop: it} = await open();
  await settled(page);
  await it.simulator.close();
  const past = new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10);
  await page.locator('#backfill [name=from]').fill(`${past}T00:00`);
  await page.getByRole('button', {name: 'Show the price'}).click();
  await page.getByRole('button', {name: 'Start the backfill'}).click();
  await page
    .locator('#collecting')
    .getByText(
      /no verdict of the API: no answer from http:\/\/127.*ECONN.*what to do: nothing; if it lasts, check network and proxy/,
    )
    .first()
    .waitFor();
});

test('windows that the API refuses are rejected, with the reason, and one is asked for again with a click', async () => {
  const {
    page,
    shop: {simulator},
    complaints,
  } = await open();
  await settled(page);
  const past = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  await page.locator('#backfill [name=from]').fill(`${past(22)}T00:00`);
  await page.locator('#backfill [name=to]').fill(`${past(22)}T04:00`);
  await page.getByRole('button', {name: 'Show the price'}).click();
  await page.getByRole('button', {name: 'Start the backfill'}).click();
  await page.locator('#backfill').getByText('done').waitFor();
  await page.goto(`${page.url()}&step=1h&from=${past(22)}T00%3A00&to=${past(22)}T04%3A00`);
  await page.getByText('4 rejected').waitFor();
  await page.locator('#coverage .grid canvas').click({position: {x: 20, y: 8}});
  await page.getByText(/^Code 90100: the API refuses the window; what to do/).waitFor();
  await page.getByText('4 windows cannot be had (refused or expired)').waitFor();
  const asked = simulator.requests.length;
  await page.getByRole('button', {name: 'Ask again'}).click();
  await page.getByText('Asked again just now: this is the answer.').waitFor();
  await page.getByText(/^Code 90100: the API refuses the window; what to do/).waitFor();
  expect(simulator.requests.slice(asked).map(({start}) => start)).toEqual([
    Date.parse(`${past(22)}T00:00+08:00`) / 1000,
  ]);
  expect(complaints).toEqual([]);
});

test('a window that cannot be asked for again says why', async () => {
  const {page, shop: it} = await open({key: 'not-the-key'});
  await page.locator('.problem').waitFor();
  await page
    .getByText(/\d+ missing/)
    .first()
    .waitFor();
  await page.locator('#coverage .grid canvas').click({position: {x: 60, y: 8}});
  await page.getByRole('button', {name: 'Ask again'}).click();
  await page.getByText(/^It failed: code 70009: the signature is not accepted/).waitFor();
  await it.collector.stop('SIGKILL');
  await page.getByRole('button', {name: 'Ask again'}).click();
  await page.locator('.again').getByText('The collector does not answer.').waitFor();
});

test('the page says when the connection is lost, and goes on by itself when the collector is back', async () => {
  const {page, shop: it} = await open();
  await page.getByText(/^live, /).waitFor();
  await settled(page);
  const price = page.getByRole('button', {name: 'Show the price'});
  await price.waitFor();
  await it.collector.stop('SIGKILL');
  await page.getByText(/^Connection lost, trying again\. Figures are from /).waitFor();
  await price.click();
  await page.locator('#backfill').getByText('The collector does not answer.', {exact: true}).waitFor();
  await it.restart();
  await page.getByText(/^live, /).waitFor();
  await page
    .getByText(/^24 settled|settled, /)
    .first()
    .waitFor();
});

test('with a password the page asks for it, and works with it', async () => {
  shop = await openCollectorFixture({password: 'open sesame'});
  expect((await fetch(shop.url)).status).toBe(401);
  const notInflux = await browser.newContext();
  const refused = await (await notInflux.newPage()).goto(shop.url).then(
    (answer) => answer?.status(),
    () => 401,
  );
  expect(refused).toBe(401);
  await notInflux.close();
  visitor = await visit(browser, `${shop.url}/?view=collecting`, {
    httpCredentials: {username: 'anybody', password: 'open sesame'},
  });
  await visitor.page.getByText(/^live, /).waitFor();
  await visitor.page.getByRole('button', {name: 'Show the price'}).click();
  await visitor.page.getByText(/calls for 1 app/).waitFor();
});
