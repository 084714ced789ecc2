import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import type {Page} from 'playwright-core';
import type {FindingsView} from '../../src/domain/finding.js';
import type {HttpServer} from '../../src/http/server.js';
import {countsOf} from '../support/fixtures/counts.js';
import {until} from '../support/oracle/until.js';
import {coverage, findingsOf, hole, live, losses, now, outage, pushOf} from './answer-fixture.js';
import {servePage} from './page-fixture.js';
import {flaws, text} from './visitor.js';
import {useVisits} from './visits.js';

const visit = useVisits();
let server: HttpServer;
let found: () => Promise<FindingsView>;
let collected = 0;
let zero = false;
const asked: Record<string, string>[] = [];

beforeAll(async () => {
  server = await servePage({
    push: async (query) => {
      asked.push({...query});
      return zero ? {...pushOf(query), totals: countsOf(0), comparison: null} : pushOf(query);
    },
    coverage: async () => coverage,
    losses: async () => losses,
    findings: () => found(),
    live: () => ({...live, collected, now: now + 10 * collected}),
  });
});
afterAll(() => server?.close());

async function open(path = '/', options = {}, findings = findingsOf([outage, hole])): Promise<Page> {
  found = async () => findings;
  const {page} = await visit(server.url + path, options);
  await page.locator('main:not([aria-busy]) #table tbody tr').first().waitFor();
  return page;
}

/** Pressed by keyboard, as whoever has no pointer does. */
async function press(page: Page, key: string, with_ = 'Enter'): Promise<void> {
  await page.locator(`[data-key="${key}"]`).first().press(with_);
}

const query = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams);

const sizes = [
  ['1280 pixels', {viewport: {width: 1280, height: 800}}],
  ['400 pixels', {viewport: {width: 400, height: 800}}],
] as const;

test.each(
  sizes.flatMap(([size, options]) => (['light', 'dark'] as const).map((scheme) => [size, scheme, options] as const)),
)('at %s, %s, axe finds no flaw, and nothing is wider than the window', async (_size, colorScheme, options) => {
  const page = await open('/?platform=huawei&rate=click', {...options, colorScheme});
  await page.locator('#findings summary').first().click();
  expect(await flaws(page)).toEqual([]);
  await page.locator('#filters [data-key=Platform]').selectOption('');
  await page.locator('[data-key="cell news apns"]').waitFor();
  expect(await flaws(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(options.viewport.width);
});

test('the first screen holds the answer, the key figures and the tops of the charts', async () => {
  const page = await open('/', {viewport: {width: 1280, height: 800}});
  for (const [selector, edge] of [
    ['#findings', 'bottom'],
    ['#figures', 'bottom'],
    ['#counts .stage', 'bottom'],
    ['#rates .stage', 'bottom'],
  ] as const)
    expect(
      await page.locator(selector).evaluate((part, side) => part.getBoundingClientRect()[side], edge),
    ).toBeLessThan(800);
  const small = `[...document.querySelectorAll('body *')].filter((each) => each.checkVisibility() && parseFloat(getComputedStyle(each).fontSize) < 11).length`;
  expect(await page.evaluate(small)).toBe(0);
});

describe.each(sizes)('at %s', (_size, options) => {
  test('a finding says what, why and what to do, and opens the hours around it', async () => {
    const page = await open('/', options);
    expect(await text(page, '.finding.critical a')).toBe(outage.sentence);
    expect(await text(page, '.finding.critical .severity')).toBe('critical');
    expect(await text(page, '.finding.critical summary')).toBe('What to do: Spread the pushes over more time.');
    await press(page, 'why outage');
    expect(await text(page, '.reasons li:first-child')).toMatch(
      /81\.0 %\s+flow control\s+Huawei, quota, code 503.*900 pushes/,
    );
    await press(page, 'finding outage');
    await page.waitForURL(/platform=huawei/);
    expect(query(page)).toEqual({
      app: 'shop',
      platform: 'huawei',
      from: '2026-11-24T14:00Z',
      to: '2026-11-25T20:00Z',
      count: 'delivered',
    });
    // What was unfolded stays so when it is drawn again.
    await page.locator('main:not([aria-busy]) .finding details[open]').waitFor();
    await page.goBack();
    // Until it is drawn again, its address is that of the view before.
    await page.locator('[data-key="finding hole"]:not([href*="count="])').waitFor();
    await press(page, 'finding hole');
    await page.waitForURL(/view=collecting/);
    expect(query(page)).toEqual({view: 'collecting', app: 'shop', step: '1h', from: '2026-11-24T10:00Z'});
  });

  test('the charts mark its hours and say it there', async () => {
    const page = await open('/', options);
    const stage = page.locator('#rates .stage');
    // The share of the canvas' width that lies under the line above a band.
    const reddish = () =>
      page.evaluate(`(() => {
        const canvas = document.querySelector('#rates canvas');
        const copy = new OffscreenCanvas(canvas.width, 1).getContext('2d', {willReadFrequently: true});
        copy.drawImage(canvas, 0, -19 * devicePixelRatio);
        const row = copy.getImageData(0, 0, canvas.width, 1).data;
        let red = 0;
        for (let at = 0; at < row.length; at += 4) red += row[at] > 150 && row[at + 1] < 80 && row[at + 3] > 0;
        return red / canvas.width;
      })()`) as Promise<number>;
    // Six of forty-eight hours, of the plot's width.
    await until(async () => (await reddish()) > 0.06);
    expect(await reddish()).toBeLessThan(0.14);
    await stage.focus();
    for (let back = 0; back < 20; back += 1) await page.keyboard.press('ArrowLeft');
    expect(await text(page, '#rates .when')).toBe(`Wed 25 Nov, 14:00–15:00: ${outage.sentence}`);
    found = async () => findingsOf([{...outage, report: 'broadcast'}]);
    await page.getByRole('button', {name: '24 hours'}).click();
    await page.waitForURL(/24h/);
    await page.locator('main:not([aria-busy]) .finding').waitFor();
    await until(async () => (await reddish()) === 0);
  });

  test('legend, cards, cells and names filter, and lead back', async () => {
    const page = await open('/', options);
    const becomes = async (key: string, wanted: object) => {
      await press(page, key);
      await until(() => JSON.stringify(query(page)) === JSON.stringify(wanted));
      await page.locator('main:not([aria-busy])').waitFor();
    };
    await becomes('legend huawei', {platform: 'huawei'});
    expect(await page.locator('[data-key="legend huawei"]').first().getAttribute('aria-pressed')).toBe('true');
    expect(await page.evaluate('document.activeElement.dataset.key')).toBe('legend huawei');
    await becomes('legend huawei', {});
    await becomes('card clicked', {count: 'clicked'});
    await becomes('card click-rate', {count: 'clicked', rate: 'click'});
    expect(await page.locator('#rates select').inputValue()).toBe('click');
    await becomes('cell shop huawei', {app: 'shop', platform: 'huawei', count: 'clicked', rate: 'click'});
    await becomes('app shop', {platform: 'huawei', count: 'clicked', rate: 'click'});
    await becomes('lost Huawei shop huawei - sent 503', {
      app: 'shop',
      platform: 'huawei',
      count: 'clicked',
      rate: 'click',
    });
  });

  test('rows are compared, and sorted by rate, change and loss, either way', async () => {
    const page = await open('/', options);
    const apps = () => page.locator('#table tbody th').allInnerTexts();
    const sorted = async (key: string) => {
      const before = page.url();
      await press(page, `sort ${key}`);
      await page.waitForURL((url) => url.href !== before);
      return apps();
    };
    expect(await apps()).toEqual(['news', 'shop', 'idle']);
    expect(await page.locator('#table tbody tr').nth(1).locator('td').allInnerTexts()).toEqual(
      expect.arrayContaining(['3,000', '▲ 50.0 %', '60.0 %', '▼ 30.0', '1,200', '48 of 48']),
    );
    expect(await page.locator('#table tbody tr').nth(2).locator('td').allInnerTexts()).toContain('none');
    expect(await sorted('rate')).toEqual(['shop', 'news', 'idle']);
    expect(await page.locator('th', {has: page.locator('[data-key="sort rate"]')}).getAttribute('aria-sort')).toBe(
      'ascending',
    );
    expect(await sorted('rate')).toEqual(['news', 'shop', 'idle']);
    expect(await sorted('change')).toEqual(['news', 'shop', 'idle']);
    expect(await sorted('lost')).toEqual(['shop', 'news', 'idle']);
    expect(await sorted('rate-change')).toEqual(['shop', 'news', 'idle']);
    expect(query(page)).toEqual({sort: 'rate-change'});
  });

  test('a search among apps goes on while figures come in', async () => {
    const page = await open('/', options);
    await page.getByLabel('Search among apps').focus();
    await page.keyboard.type('NE');
    expect(await page.locator('#table tbody th').allInnerTexts()).toEqual(['news']);
    const before = asked.length;
    collected += 1;
    await until(() => asked.length > before, 10_000);
    await page.locator('main:not([aria-busy])').waitFor();
    await page.keyboard.type('x');
    await page.getByText('No app has such a name.').waitFor();
    expect(await page.getByLabel('Search among apps').inputValue()).toBe('NEx');
  });

  test('yesterday and this week against the last one are one press away', async () => {
    const page = await open('/', options);
    const before = asked.length;
    await press(page, 'span Yesterday');
    await page.waitForURL(/from/);
    expect(query(page)).toEqual({from: '2026-11-25T00:00', to: '2026-11-26T00:00'});
    await press(page, 'span This week vs last');
    await page.waitForURL(/against/);
    expect(query(page)).toEqual({from: '2026-11-23T00:00', against: '7d'});
    await page.locator('main:not([aria-busy])').waitFor();
    expect(asked.slice(before)).toContainEqual({
      from: '2026-11-23T00:00',
      against: '7d',
      count: 'sent',
      rate: 'delivery',
    });
    expect(await page.locator('[data-key="span This week vs last"]').getAttribute('aria-pressed')).toBe('true');
    await press(page, 'span 3 days');
    await page.waitForURL(/last=3d/);
    expect(query(page)).toEqual({last: '3d'});
  });

  test('what is drawn in a chart is looked at closer, and a double click goes back', async () => {
    const page = await open('/?last=3d', options);
    const over = page.locator('#counts .u-over');
    await over.scrollIntoViewIfNeeded();
    const {x, y, width} = (await over.boundingBox())!;
    await page.mouse.move(x + width * 0.255, y + 50);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.4, y + 60, {steps: 4});
    await page.mouse.move(x + width * 0.495, y + 60, {steps: 4});
    await page.mouse.up();
    await page.waitForURL(/from/);
    // The second quarter of the windows that are shown.
    expect(query(page)).toEqual({last: '3d', from: '2026-11-24T14:00Z', to: '2026-11-25T02:00Z'});
    await page.locator('main:not([aria-busy])').waitFor();
    await page.locator('#counts .u-over').dblclick({position: {x: 50, y: 50}});
    await page.waitForURL((url) => !url.search.includes('from'));
    expect(query(page)).toEqual({last: '3d'});
  });

  test('the same by keyboard', async () => {
    const page = await open('/', options);
    const keys = async (...pressed: string[]) => {
      for (const key of pressed) await page.keyboard.press(key);
    };
    await page.locator('#rates .stage').focus();
    await keys('ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Enter');
    await page.waitForURL(/from/);
    expect(query(page)).toEqual({from: '2026-11-25T23:00Z', to: '2026-11-26T02:00Z'});
    await page.locator('main:not([aria-busy])').waitFor();
    expect(await page.evaluate('document.activeElement.dataset.key')).toBe('Rates over time');
    // What is only picked is given up first.
    await keys('ArrowLeft', 'Shift+ArrowLeft', 'Escape');
    expect(query(page)).toEqual({from: '2026-11-25T23:00Z', to: '2026-11-26T02:00Z'});
    await keys('Escape');
    await page.waitForURL((url) => url.search === '?' || url.search === '');
  });
});

test('nothing unusual is an answer, and says how much was looked at', async () => {
  const page = await open('/', {}, findingsOf([]));
  expect(await text(page, '#findings')).toBe('✓Nothing unusual in 2 days (143 of 144 windows)');
});

test('figures that have just been read are not read again for what the collector had collected before', async () => {
  collected += 1;
  asked.length = 0;
  const page = await open('/');
  await page.locator('#connection', {hasText: 'live'}).waitFor();
  await page.waitForTimeout(1500);
  expect(asked).toHaveLength(1);
});

test('figures of nothing say of what there is nothing', async () => {
  zero = true;
  const page = await open('/');
  zero = false;
  expect(await page.locator('.card .note').allInnerTexts()).toEqual([
    'Nothing that could be sent',
    'Nothing sent where receipts are reported',
    'Nothing sent',
  ]);
  expect(await text(page, '[data-card=delivery-rate] .value')).toBe('–');
});

test('more than three findings are unfolded on demand', async () => {
  const many = Array.from({length: 5}, (_, index) => ({...outage, id: `outage ${index}`}));
  const page = await open('/', {}, findingsOf(many));
  expect(await page.locator('.finding:visible').count()).toBe(3);
  await page.getByText('2 more findings').click();
  expect(await page.locator('.finding:visible').count()).toBe(5);
});

test('a collector that cannot tell findings says why, and the rest is as good as before', async () => {
  found = async () => {
    throw Object.assign(new Error('from: the span is too long'), {statusCode: 400});
  };
  const {page, complaints} = await visit(server.url);
  await page.locator('#findings').getByText('From: the span is too long.').waitFor();
  expect(await page.locator('.card').count()).toBe(3);
  complaints.length = 0;
});
