import {afterAll, beforeAll, expect, test} from '@jest/globals';
import type {Page} from 'playwright-core';
import type {HttpServer} from '../../src/http/server.js';
import {until} from '../support/oracle/until.js';
import {coverage, findingsOf, hole, live, losses, now, outage, pushOf} from './answer-fixture.js';
import {servePage} from './page-fixture.js';
import {useVisits} from './visits.js';

const visit = useVisits();
let server: HttpServer;
let collected = 0;
const asked: Record<string, string>[] = [];

beforeAll(async () => {
  server = await servePage({
    push: async (query) => {
      asked.push({...query});
      const view = pushOf(query);
      return {...view, totals: {...view.totals!, sent: collected}};
    },
    coverage: async () => coverage,
    losses: async () => losses,
    findings: async () => findingsOf([outage, hole]),
    live: () => ({...live, collected, now: now + 10 * collected}),
  });
});
afterAll(() => server?.close());

async function open(path = '/', options = {}): Promise<Page> {
  const {page} = await visit(server.url + path, options);
  await drawn(page);
  await page.locator('#connection', {hasText: 'live'}).waitFor();
  return page;
}

const drawn = (page: Page) =>
  page.locator(`main:not([aria-busy]):has([data-card=sent] .value:text-is("${collected}")) .finding`).first().waitFor();

/** A window has come in, and the page shows it. */
async function refresh(page: Page): Promise<void> {
  collected += 1;
  await drawn(page);
}

test.each([
  ['a span', '#filters [data-key="span 24 hours"]', /last=24h/],
  ['a figure', '[data-key="card clicked"]', /count=clicked/],
  ['an entry of a legend', '#rates [data-key="legend apns"]', /platform=apns/],
  ['a finding', '[data-key="finding hole"]', /view=collecting/],
  ['a reason', '#losses [data-key^="lost Huawei"] >> nth=0', /platform=huawei/],
  ['an app', '[data-key="app news"]', /app=news/],
  ['a heading', '[data-key="sort rate"]', /sort=rate/],
  ['a tab', '[data-key=collecting]', /view=collecting/],
] as const)(
  'a press on %s is none the worse for figures that come in before it ends',
  async (_name, selector, address) => {
    const page = await open();
    await page.locator(selector).hover();
    await page.mouse.down();
    await refresh(page);
    await page.mouse.up();
    await page.waitForURL(address);
  },
);

test('what is folded out, scrolled, chosen and focused outlasts figures that come in', async () => {
  const page = await open('/?platform=', {viewport: {width: 400, height: 800}});
  const places = {
    list: page.locator('#filters [data-key=Platform]'),
    scrolled: page.locator('#table .scroll'),
    folded: page.locator('#findings details').first(),
  };
  await places.scrolled.evaluate((region) => {
    region.scrollLeft = 90;
  });
  await places.folded.locator('summary').click();
  await places.list.focus();
  const kept = await Promise.all(Object.values(places).map((place) => place.elementHandle()));
  await refresh(page);
  for (const element of kept) expect(await element!.evaluate((each) => each.isConnected)).toBe(true);
  expect(await places.scrolled.evaluate((region) => region.scrollLeft)).toBe(90);
  expect(await places.folded.getAttribute('open')).not.toBeNull();
  expect(await page.evaluate('document.activeElement.dataset.key')).toBe('Platform');
});

test('a date is typed to its end while figures come in', async () => {
  const page = await open('/?from=2026-11-23T00:00');
  await page.locator('[data-key=from]').focus();
  await page.keyboard.type('12');
  await page.waitForURL(/from=2026-12-23/);
  await refresh(page);
  await page.keyboard.type('05');
  await page.waitForURL(/from=2026-12-05/);
  await page.keyboard.type('2025');
  await page.waitForURL(/from=2025-12-05/);
  await drawn(page);
  const years = new Set(asked.map(({from}) => from?.slice(0, 4)));
  expect(years).toContain('2025');
  for (const halfTyped of ['0002', '0020', '0202']) expect(years).not.toContain(halfTyped);
});

test('a picture that stays is drawn anew', async () => {
  const page = await open();
  const swatch = page.locator('#counts .legend canvas').first();
  const picture = () => page.evaluate(`document.querySelector('#counts .legend canvas').toDataURL()`);
  const [kept, light] = [await swatch.elementHandle(), await picture()];
  await page.emulateMedia({colorScheme: 'dark'});
  await until(async () => (await picture()) !== light);
  expect(await kept!.evaluate((each) => each.isConnected)).toBe(true);
});

test('an action is that of what stands there now', async () => {
  const page = await open();
  const legend = page.locator('#counts [data-key="legend huawei"]');
  const kept = await legend.elementHandle();
  await legend.click();
  await page.waitForURL(/platform=huawei/);
  await page.locator('#counts [data-key="legend huawei"][aria-pressed=true]').click();
  await page.waitForURL((url) => !url.search.includes('platform'));
  expect(await kept!.evaluate((each) => each.isConnected)).toBe(true);
});
