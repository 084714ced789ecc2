import {afterAll, beforeAll, expect, test} from '@jest/globals';
import type {CampaignView} from '../../src/domain/campaign-view.js';
import type {PushView} from '../../src/domain/push-view.js';
import type {PushReport} from '../../src/views/query.js';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';
import {until} from '../support/oracle/until.js';
import {type CollectorProcess, launchCollector} from '../support/servers/collector-process.js';
import {barriers, text} from './visitor.js';
import {useVisits} from './visits.js';

let workplace: Workplace;
let demo: CollectorProcess;
let url: string;
const visit = useVisits();

beforeAll(async () => {
  workplace = await makeWorkplace();
  demo = launchCollector(workplace.folder, ['demo']);
  await until(() => /See it at \S+/.test(demo.stdout), 90_000);
  url = new URL(/See it at (\S+)/.exec(demo.stdout)![1]!).origin;
}, 120_000);

afterAll(async () => {
  await demo?.stop();
  await workplace?.remove();
});

async function open(path = '/', options = {}) {
  const {page} = await visit(url + path, options);
  await page.locator('.card .value').first().waitFor();
  return page;
}

const report = async (last: string) => (await (await fetch(`${url}/api/report?last=${last}`)).json()) as PushReport;
const count = (value: number) => value.toLocaleString('en-US');
const percent = (rate: number | null) => `${(rate! * 100).toFixed(1)} %`;

test('cards and table show the numbers of the report', async () => {
  // Counts may be asked again meanwhile; then look again.
  let [before, after] = ['', ''];
  do {
    before = JSON.stringify((await report('7d')).rows);
    const page = await open();
    const {rows} = await report('7d');
    after = JSON.stringify(rows);
    if (before !== after) continue;
    const totals = rows.filter(({platform}) => platform === null);
    const sum = (field: 'sent' | 'delivered' | 'clicked' | 'receipt_sent' | 'receipt_delivered') =>
      totals.reduce((all, {counts}) => all + counts![field], 0);
    for (const field of ['sent', 'delivered', 'clicked'] as const)
      expect(await text(page, `[data-card=${field}] .value`)).toBe(count(sum(field)));
    const delivery = sum('receipt_delivered') / sum('receipt_sent');
    expect(await text(page, '[data-card=delivery-rate] .value')).toBe(percent(delivery));
    const cells = await page.locator('#table tbody tr').evaluateAll((lines) => lines.map((line) => line.textContent));
    expect(cells).toHaveLength(3);
    for (const {app, counts, rates, windows} of totals) {
      const cell = cells.find((each) => each!.startsWith(app));
      for (const text of [count(counts!.sent), percent(rates.delivery), `${windows.collected} of ${windows.expected}`])
        expect(cell).toContain(text);
    }
    const huawei = rows.find(({app, platform}) => app === 'shop-cn' && platform === 'huawei')!;
    const title = await page.locator('[data-key="cell shop-cn huawei"]').getAttribute('title');
    expect(title).toBe(`Only shop-cn on Huawei: ${count(huawei.counts!.sent)} sent`);
  } while (before !== after);
});

test('filters stand in the address, and the address brings them back', async () => {
  const page = await open();
  // Counts may be asked again meanwhile; the page follows.
  const shows = async (last: string, app?: string, platform: string | null = null) => {
    const rows = async () =>
      (await report(last)).rows.filter((row) => (row.app === app || !app) && row.platform === platform);
    const sent = async () => count((await rows()).reduce((sum, {counts}) => sum + counts!.sent, 0));
    await until(async () => (await text(page, '[data-card=sent] .value')) === (await sent()));
  };
  await shows('7d');
  await page.locator('#filters [data-key=App]').selectOption('shop-eu');
  await page.locator('#table tbody tr').nth(1).waitFor({state: 'detached'});
  await page.locator('#filters [data-key=Platform]').selectOption('apns');
  await page.getByRole('button', {name: '24 hours'}).click();
  await page.waitForURL(/last=24h/);
  expect(page.url()).toBe(`${url}/?app=shop-eu&platform=apns&last=24h`);
  await shows('24h', 'shop-eu', 'apns');
  expect(await text(page, '.zone')).toBe('Times are those of Europe/Berlin (GMT+1)');
  await page.reload();
  await page.locator('.card .value').first().waitFor();
  await shows('24h', 'shop-eu', 'apns');
  for (let back = 0; back < 3; back += 1) await page.goBack();
  await shows('7d');
});

test('the incident of the demo stands on the first screen, with its reason and what to do', async () => {
  const page = await open('/?last=3d');
  const row = page.locator('#losses [data-code="huawei 503"]');
  await row.waitFor();
  expect(await row.evaluate((line) => line.getBoundingClientRect().bottom)).toBeLessThan(900);
  expect(await row.textContent()).toMatch(/shop-cn[\s\S]+quota, code[\s\S]+new/);
});

test('the first week is compared, too: by windows of days, which are named', async () => {
  const page = await open('/');
  const {basis} = (await (await fetch(`${url}/api/push?last=7d`)).json()) as PushView;
  expect(basis).toMatchObject({step: '1d', age: null, finalAfter: '3d'});
  expect(await text(page, '.basis')).toMatch(
    /^Figures of \d+ of \d+ windows\. ▲ ▼ compare [34] of [67] windows of 1d that are final \(3d old\): /,
  );
  for (const name of ['sent', 'delivery-rate'])
    expect(await text(page, `[data-card=${name}] .change`)).toMatch(/^[▲▼=] /);
  for (const row of await page.locator('#table tbody tr').all())
    expect((await row.locator('td.change').allInnerTexts()).join(' ')).toMatch(/^[▲▼=].* [▲▼=]/);
});

test('broadcasts have figures and reasons of their own, and each report its windows', async () => {
  const page = await open('/?last=3d');
  await page.locator('#filters [data-key=Report]').selectOption('broadcast');
  await page.waitForURL(/report=broadcast/);
  await page.locator('#losses td small', {hasText: 'offline'}).first().waitFor();
  await page.locator('[data-key=collecting]').click();
  await page.locator('#filters [data-key=Report]').selectOption('chat-loss');
  await page.waitForURL(/report=chat-loss/);
  await until(async () => /chat-loss/.test(await text(page, '#coverage h2')));
});

test('campaigns stand by name, in the order that is picked, with their platforms on demand', async () => {
  const page = await open();
  const names = () => page.locator('#campaigns [aria-expanded]').allInnerTexts();
  await until(async () => (await names()).join() === 'Spring sale,Spring sale, reminder');
  await page.getByRole('button', {name: 'first seen'}).waitFor();
  await page.locator('#campaigns').getByRole('button', {name: 'sent', exact: true}).click();
  const {rows} = (await (await fetch(`${url}/api/campaigns`)).json()) as CampaignView;
  const bySent = rows.toSorted((a, b) => b.counts.sent - a.counts.sent).map(({name}) => name);
  await until(async () => (await names()).join() === bySent.join());
  await page.locator('#campaigns').getByRole('button', {name: 'campaign', exact: true}).click();
  const sale = rows.find(({taskId}) => taskId === 'demo-spring-sale')!;
  // Counts may be asked again meanwhile.
  const figures = () => page.locator('[data-task=demo-spring-sale] td').allInnerTexts();
  await until(async () => (await figures())[0] === count(sale.counts.total));
  expect((await figures())[3]).toBe(count(sale.counts.clicked));
  expect((await figures()).at(-1)).toMatch(/^still growing\nasked at \d+ \w+ \d+, [\d:]+, and again$/);
  await page.getByRole('button', {name: 'Spring sale', exact: true}).press('Enter');
  const platforms = page.locator('#campaigns tr.platform');
  expect(await platforms.count()).toBe(sale.platforms.length);
  expect(await platforms.first().textContent()).toContain(count(sale.platforms[0]!.counts.sent));
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Spring sale');
  await page.keyboard.press('Enter');
  await platforms.first().waitFor({state: 'detached'});
});

test('without a campaign there is no word of campaigns', async () => {
  const page = await open();
  await page.locator('#campaigns').waitFor();
  await page.locator('#filters [data-key=App]').selectOption('shop-eu');
  await page.locator('#campaigns').waitFor({state: 'hidden'});
  await page.locator('#filters [data-key=App]').selectOption('shop-cn');
  await page.locator('#campaigns tbody tr').nth(1).waitFor();
});

test('own dates are those of the zone that is named, wherever the browser is', async () => {
  const page = await open();
  const day = new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10);
  await page.getByRole('button', {name: 'Own dates'}).click();
  await page.getByLabel('from', {exact: true}).first().fill(`${day}T00:00`);
  await page.getByLabel('to', {exact: true}).first().fill(`${day}T03:00`);
  await page.waitForURL(/T03/);
  const answer = (await (await fetch(`${url}/api/push?from=${day}T00:00&to=${day}T03:00`)).json()) as PushView;
  expect(answer.times[0]).toBe(Date.parse(`${day}T00:00+08:00`) / 1000);
  expect(answer.times).toHaveLength(3);
  await until(async () => (await text(page, '[data-card=sent] .value')) === count(answer.totals!.sent));
});

test('a window tells its values under the pointer and under the arrow keys', async () => {
  const page = await open('/?step=1d&last=30d');
  expect(await text(page, '#counts .when')).toBe('the whole span');
  await page.locator('#counts .stage').hover({position: {x: 300, y: 100}});
  expect(await text(page, '#counts .when')).toMatch(/^\w{3} \d+ \w{3}/);
  await page.mouse.move(0, 0);
  await page.locator('#rates .stage').focus();
  await page.keyboard.press('ArrowLeft');
  expect(await text(page, '#rates .when')).toMatch(/^\w{3} \d+ \w{3}, still growing(, \d of 3 apps)?$/);
  // In the first minutes of a day, the one that has just ended has no values yet.
  await page.keyboard.press('ArrowLeft');
  expect(await text(page, '#rates .legend')).toMatch(/APNs\s+\d+\.\d %/);
});

test('the table is sorted by the column that is pressed, and an app leads to its own view', async () => {
  const page = await open('/');
  const apps = () => page.locator('#table tbody th').allInnerTexts();
  expect(await apps()).toEqual(['shop-cn', 'shop-sg', 'shop-eu']);
  await page.locator('[data-key="sort app"]').click();
  await until(async () => (await apps()).join() === 'shop-cn,shop-eu,shop-sg');
  await page.locator('[data-key="app shop-sg"]').click();
  await until(async () => (await apps()).join() === 'shop-sg');
  expect(page.url()).toBe(`${url}/?app=shop-sg&sort=app`);
});

test('the export holds what is shown', async () => {
  const page = await open('/?last=24h');
  const kept = async (name: string) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', {name}).click()]);
    const chunks = await (await download.createReadStream()).toArray();
    return Buffer.concat(chunks).toString('utf8').trim().split('\r\n');
  };
  const table = await kept('Export table (CSV)');
  expect(table[0]).toMatch(/^app,platform,total,sent,delivered,clicked,/);
  const sent = table
    .filter((line) => line.split(',')[1] === 'total')
    .reduce((sum, line) => sum + Number(line.split(',')[3]), 0);
  expect(await text(page, '[data-card=sent] .value')).toBe(count(sent));
  const charts = await kept('Export charts (CSV)');
  expect(charts[0]).toMatch(/^window_start,platform,sent,receipt_sent,receipt_delivered,apps,apps_expected$/);
  // The newest hour may be too young to be there.
  expect([1 + 23 * 9, 1 + 24 * 9]).toContain(charts.length);
  const cells = await kept('Export windows (CSV)');
  expect(cells[0]).toMatch(/^window_start,step,report,app,platform,event,total,sent,/);
  const rows = cells.slice(1).map((line) => line.split(','));
  expect(rows.filter(([, , , , platform]) => platform === 'total').reduce((sum, row) => sum + Number(row[7]), 0)).toBe(
    sent,
  );
  expect(new Set(rows.map(([start, , , app, platform]) => `${start} ${app} ${platform}`)).size).toBe(rows.length);
  expect(new Set(rows.map(([, , , app]) => app))).toEqual(new Set(['shop-cn', 'shop-sg', 'shop-eu']));
});

test.each([
  [1280, 'light'],
  [1280, 'dark'],
  [400, 'light'],
  [400, 'dark'],
] as const)(
  'at %i pixels, %s, nothing is wider than the window and nobody meets a barrier',
  async (width, colorScheme) => {
    const page = await open('/', {viewport: {width, height: 800}, colorScheme});
    for (const view of ['push', 'collecting']) {
      if (view === 'collecting') await page.locator('#views [data-key=collecting]').click();
      await page
        .locator(view === 'push' ? '#table tbody tr' : '#coverage .grid canvas')
        .first()
        .waitFor();
      if (view === 'push') await page.locator('#campaigns [aria-expanded]').first().click();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await barriers(page)).toEqual([]);
    }
  },
);

test('everything can be reached and worked by keyboard', async () => {
  const page = await open('/');
  const focused = () => page.evaluate('document.activeElement.dataset.key ?? document.activeElement.textContent');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Skip to the figures');
  const reached: unknown[] = [];
  for (let i = 0; i < 120 && reached.at(-1) !== 'app shop-eu'; i += 1) {
    await page.keyboard.press('Tab');
    reached.push(await focused());
  }
  expect(reached).toEqual(
    expect.arrayContaining(['push', 'collecting', 'App', 'span 30 days', 'card sent', 'Counts over time']),
  );
  expect(reached).toEqual(
    expect.arrayContaining(['legend huawei', 'Rates over time', 'Export windows (CSV)', 'sort rate', 'app shop-eu']),
  );
  await page.locator('[data-key=collecting]').focus();
  await page.keyboard.press('Enter');
  await page.locator('#coverage .grid canvas').first().waitFor();
  await page.locator('#coverage .grid').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowDown');
  await page.locator('.detail table.growth').waitFor();
  expect(await text(page, '.detail')).toMatch(/^shop-sg, .*fresh, collected[\s\S]*Fetched at/);
});
