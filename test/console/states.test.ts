import {afterAll, afterEach, beforeAll, expect, test} from '@jest/globals';
import type {Browser} from 'playwright-core';
import type {CampaignView} from '../../src/domain/campaign-view.js';
import type {ClusterView} from '../../src/domain/cluster-view.js';
import type {CoverageView, LiveView, RunView, WindowView} from '../../src/domain/console.js';
import {StoreUnavailableError} from '../../src/domain/errors.js';
import type {FindingsView} from '../../src/domain/finding.js';
import type {PushView} from '../../src/domain/push-view.js';
import {QueryError} from '../../src/domain/query-error.js';
import type {LossView} from '../../src/domain/why-lost.js';
import type {HttpServer} from '../../src/http/server.js';
import {countsOf} from '../support/fixtures/counts.js';
import {openBrowser} from '../support/servers/browser.js';
import {servePage} from './page-fixture.js';
import {type Visitor, visit} from './visitor.js';

const HOSTILE = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
const now = 1_795_450_000;
const times = [now - 7200, now - 3600];

const push: PushView = {
  timezone: 'UTC',
  report: 'chat',
  reports: ['chat'],
  apps: ['shop', HOSTILE],
  platforms: ['fcm', HOSTILE],
  steps: ['1h'],
  step: '1h',
  from: now - 7200,
  to: now,
  settledUntil: now - 3600,
  totals: countsOf(100),
  comparison: null,
  basis: null,
  times,
  end: now,
  windows: {collected: 1, expected: 2},
  tooEarly: false,
  present: [1, 1],
  expectedApps: 1,
  series: [{platform: HOSTILE, counts: columns(2)}],
  rows: [
    {app: HOSTILE, platform: null, counts: countsOf(100), windows: {collected: 1, expected: 2}, compared: null},
    {app: HOSTILE, platform: HOSTILE, counts: countsOf(100), windows: {collected: 1, expected: 2}, compared: null},
  ],
};
const coverage: CoverageView = {
  timezone: 'UTC',
  report: 'chat',
  reports: ['chat'],
  steps: ['1h'],
  step: '1h',
  from: now - 7200,
  to: now,
  retention: 7 * 86_400,
  grids: {UTC: [...times, now]},
  rows: [{app: HOSTILE, timezone: 'UTC', cells: 'sm'}],
  gone: [{app: HOSTILE, last: now - 86_400}],
};
const reason = {
  platform: HOSTILE,
  code: HOSTILE,
  count: 5,
  class: 'unknown',
  meaning: HOSTILE,
  advice: HOSTILE,
  known: false,
  probable: false,
} as const;
const losses: LossView = {
  report: 'chat',
  step: '1h',
  from: now - 7200,
  to: now,
  whyLost: {
    rows: [{...reason, app: HOSTILE, event: HOSTILE, stage: 'sent', before: 0}],
    explained: [],
    partial: [HOSTILE],
    windows: [{app: HOSTILE, collected: 12, expected: 24}],
  },
};
const findings: FindingsView = {
  timezone: 'UTC',
  from: new Date((now - 7200) * 1000).toISOString(),
  to: new Date(now * 1000).toISOString(),
  windows: {collected: 1, expected: 2},
  findings: [
    {
      id: HOSTILE,
      kind: 'delivery',
      severity: 'critical',
      app: HOSTILE,
      platform: HOSTILE,
      report: 'chat',
      step: null,
      class: null,
      since: new Date((now - 3600) * 1000).toISOString(),
      until: null,
      now: 0.3,
      usual: 0.9,
      pushes: 60,
      volume: 100,
      age: null,
      note: HOSTILE,
      sentence: HOSTILE,
      reasons: [{...reason, stage: 'sent', share: 0.8}],
    },
  ],
};
const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
const campaigns: CampaignView = {
  timezone: 'UTC',
  from: iso(now - 7200),
  to: iso(now),
  rows: [
    {
      app: HOSTILE,
      taskId: HOSTILE,
      name: HOSTILE,
      appearedAt: iso(now - 3600),
      fetchedAt: iso(now),
      outcome: 'rejected',
      isFinal: false,
      counts: countsOf(100),
      rates: {send: null, delivery: null, click: null},
      platforms: [{platform: HOSTILE, event: HOSTILE, counts: countsOf(1)}],
    },
  ],
};
const run: RunView = {
  app: HOSTILE,
  report: 'chat',
  step: '1h',
  at: now,
  seconds: 1,
  collected: 0,
  rejected: 0,
  left: 1,
  calls: 1,
  error: HOSTILE,
};
const live: LiveView = {
  now,
  running: [{app: HOSTILE, report: 'chat', step: '1h', planned: 9, done: 3, startedAt: now, secondsLeft: 5}],
  callsPerSecond: 1,
  cluster: null,
  backfill: {
    from: now - 7200,
    to: now,
    pieces: [
      {
        app: HOSTILE,
        report: 'chat',
        step: '1h',
        windows: 4,
        done: 1,
        rejected: 0,
        calls: 1,
        retries: 0,
        state: 'failed',
        error: HOSTILE,
      },
    ],
  },
  lastRuns: [run],
  problems: [{kind: 'failed', app: HOSTILE, report: 'chat', step: '1h', text: HOSTILE, at: now}],
  ticks: [],
  collected: 0,
};

/** Of the report that is asked about. */
function windowOf({app, report, step, start}: Record<string, string>): WindowView {
  const window = {start: Number(start), end: Number(start) + 3600, expires: Number(start) + 7 * 86_400};
  const nothing = {state: 'missing', fetchedAt: null, platforms: [], growth: [], counts: null} as const;
  return {app: app!, report: report!, step: step!, ...window, ...nothing, reason: `It is of ${report}.`};
}

function columns(length: number): PushView['series'][number]['counts'] {
  const entries = Object.entries(countsOf(50)).map(([name, value]) => [name, Array(length).fill(value)]);
  return Object.fromEntries(entries);
}

let browser: Browser;
let server: HttpServer | undefined;
let visitor: Visitor | undefined;

beforeAll(async () => {
  browser = await openBrowser();
});
afterEach(async () => {
  await visitor?.page.context().close();
  await server?.close();
});
afterAll(() => browser?.close());

async function open(
  answer: () => Promise<PushView>,
  query = '',
  cover = async () => coverage,
  news = () => live,
  lost = losses,
) {
  server = await servePage({
    push: answer,
    coverage: cover,
    losses: async () => lost,
    findings: async () => findings,
    campaigns: async () => campaigns,
    window: async (query) => windowOf(query),
    live: news,
  });
  visitor = await visit(browser, `${server.url}/${query}`);
  return visitor;
}

test('names and errors from outside are text, whatever they look like', async () => {
  const {page, complaints} = await open(async () => push, `?app=${encodeURIComponent(HOSTILE)}`);
  await page.locator('#table tbody').getByText(HOSTILE).waitFor();
  expect(await page.locator('#filters [data-key=App]').inputValue()).toBe(HOSTILE);
  await page.locator('#losses tbody').getByText(HOSTILE).first().waitFor();
  expect(await page.locator('#losses').getByText(HOSTILE).count()).toBe(6);
  await page.locator('#findings summary').click();
  expect(await page.locator('#findings').getByText(HOSTILE).count()).toBe(5);
  await page.locator('#campaigns [aria-expanded]').click();
  expect(await page.locator('#campaigns').getByText(HOSTILE).count()).toBe(3);
  await page.locator('#campaigns .bad').getByText('refused; the log says why').waitFor();
  await page.locator('[data-key=collecting]').click();
  await page.locator('.problem').getByText(HOSTILE).first().waitFor();
  for (const part of ['#running', '#coverage', '#backfill', '#runs'])
    expect(await page.locator(part).getByText(HOSTILE).count()).toBeGreaterThan(0);
  expect(await page.title()).toBe('TIMPush collector');
  expect(await page.locator('main img, main script').count()).toBe(0);
  expect(complaints).toEqual([]);
});

test('where losses were not collected the page says so and what to do, and not that there is no reason', async () => {
  const whyLost = {rows: [], explained: [], partial: ['shop'], windows: [{app: 'shop', collected: 0, expected: 24}]};
  const {page} = await open(async () => push, '', undefined, undefined, {...losses, whyLost});
  await page
    .locator('#losses')
    .getByText(
      'Losses were not collected for shop; timpush-collector status says why, and collect fetches what is not too old',
    )
    .waitFor();
  expect(await page.locator('#losses').getByText('no reason').count()).toBe(0);
});

test('every module of the page is named in the page, so that all are fetched at once', async () => {
  const {page} = await open(async () => push);
  await page.locator('.card').first().waitFor();
  const linked = await page.locator('link[rel=modulepreload]').evaluateAll((links) => links.map((link) => link.href));
  const loaded = (await page.evaluate(`performance.getEntriesByType('resource').map(({name}) => name)`)) as string[];
  expect(linked.sort()).toEqual(loaded.filter((address) => address.endsWith('.js')).sort());
});

test('a store that does not answer is named, and another try brings the figures', async () => {
  let down = true;
  const {page} = await open(async () => {
    if (down) throw new StoreUnavailableError('InfluxDB does not answer at this address');
    return push;
  });
  await page.getByText('InfluxDB does not answer at this address.').waitFor();
  down = false;
  await page.getByRole('button', {name: 'Try again'}).click();
  await page.locator('.card').first().waitFor();
});

test('figures that are shown already stay, and say that they are from before', async () => {
  let down = false;
  const answer = async () => {
    if (down) throw new StoreUnavailableError('InfluxDB does not answer');
    return push;
  };
  const collectedMeanwhile = () => (down ? {...live, collected: 1, now: now + 60} : live);
  const {page} = await open(answer, '', async () => coverage, collectedMeanwhile);
  await page.locator('.card').first().waitFor();
  down = true;
  const told = page.getByText('InfluxDB does not answer. What is shown below is from before.');
  await told.waitFor();
  expect(await page.locator('.card').count()).toBe(3);
  await page.getByRole('link', {name: /Collecting/}).click();
  expect(await told.isVisible()).toBe(true);
  expect(await page.locator('main.old').count()).toBe(1);
});

test('figures do not stay under filters that they are not of', async () => {
  let down = false;
  const {page} = await open(async () => {
    if (down) throw new StoreUnavailableError('InfluxDB does not answer');
    return push;
  });
  await page.locator('.card').first().waitFor();
  down = true;
  await page.getByRole('button', {name: '24 hours'}).click();
  await page.getByText('InfluxDB does not answer.', {exact: true}).waitFor();
  expect(await page.locator('#push:visible').count()).toBe(0);
});

test('while figures are read the page says so', async () => {
  const {page} = await open(() => new Promise(() => {}));
  await page.getByText('Reading the figures …').waitFor();
  expect(await page.locator('main').getAttribute('aria-busy')).toBe('true');
});

test('nothing collected is told, and drawn as nothing', async () => {
  const {page, complaints} = await open(async () => ({...push, totals: null, series: [], rows: [], platforms: []}));
  await page
    .getByText('Nothing is collected for these filters: 1 window of this span is not collected yet. See Collecting.')
    .waitFor();
  // They are answered by themselves, maybe later.
  await page.locator('#campaigns').waitFor();
  expect(await page.locator('#push > :visible').evaluateAll((all) => all.map(({id}) => id))).toEqual([
    'findings',
    'campaigns',
  ]);
  expect(complaints).toEqual([]);
});

test('a hole of losses says when the vendor forgets it', async () => {
  const ofLosses = {...coverage, report: 'chat-loss', rows: [{app: 'shop', timezone: 'UTC', cells: 'sm'}]};
  const {page} = await open(
    async () => push,
    '?view=collecting&report=chat-loss',
    async () => ofLosses,
  );
  const [start, expires] = ['23 Nov 2026, 15:06', '30 Nov 2026, 15:06'];
  await page.getByText(`not collected yet: shop, from ${start}; the vendor forgets it at ${expires}.`).waitFor();
  await page.locator('#coverage .grid').press('End');
  await page.locator('.detail').getByText('It is of chat-loss.').waitFor();
  await page.locator('.detail').getByText(`The vendor forgets it at ${expires}.`).waitFor();
});

test('figures that are not whole say so', async () => {
  const {page} = await open(async () => push);
  await page
    .getByText('These figures are not whole: 1 window of this span is not collected yet. See Collecting.')
    .waitFor();
});

test('a coverage that is not told says why, and the one before it goes away', async () => {
  let many = false;
  const {page} = await open(
    async () => push,
    '?view=collecting',
    async () => {
      if (many) throw new QueryError('from: the span has too many windows');
      return coverage;
    },
  );
  await page.locator('#coverage .grid canvas').first().waitFor();
  many = true;
  await page.getByRole('button', {name: '24 hours'}).click();
  await page.locator('#coverage').getByText('From: the span has too many windows.').waitFor();
  expect(await page.locator('#coverage .grid canvas').count()).toBe(0);
});

const machine = {startedAt: now - 3600, lanes: 0, turns: 12, lost: 0, takeOvers: 0, disconnects: 0, forgotten: 0};
const cluster: ClusterView = {
  failure: '',
  machines: [
    {...machine, name: 'alpha-1', isThis: true, lanes: 6, lost: 1},
    {...machine, name: 'beta-2', isThis: false, takeOvers: 1},
  ],
  waiting: 2,
  oldestWaiting: 3,
  held: ['shop', 'news', 'maps', 'mail', 'chat'].map((app) => ({lane: `${app} chat`, machine: 'alpha-1', since: now})),
  takeOvers: [{lane: HOSTILE, by: 'beta-2', at: now}],
};

test('machines that share the work are shown, with what each works on; a collector alone shows none', async () => {
  let shared: ClusterView | null = null;
  const {page, complaints} = await open(
    async () => push,
    '?view=collecting',
    async () => coverage,
    () => ({...live, cluster: shared}),
  );
  await page.locator('#running li').first().waitFor();
  expect(await page.locator('#cluster').isVisible()).toBe(false);
  shared = cluster;
  await page.locator('#cluster').getByText('Machines: 2 collectors, 6 lanes at work').waitFor();
  const rows = await page.locator('#cluster tbody tr').allInnerTexts();
  expect(rows.map((text) => text.split('\t').filter((_, column) => column !== 1))).toEqual([
    ['alpha-1 (this one)', '6', '12', '1', '0', 'shop chat, news chat, maps chat, mail chat and 2 more'],
    ['beta-2', '0', '12', '0', '1', '–'],
  ]);
  await page.locator('#cluster').getByText('2 lanes waiting for a machine, the first for 3 s.').waitFor();
  expect(await page.locator('#cluster').getByText(HOSTILE).count()).toBe(1);
  shared = {...cluster, failure: 'Redis at redis:6379 does not answer: connect ECONNREFUSED'};
  await page.locator('#cluster .reason').getByText('ECONNREFUSED').waitFor();
  expect(complaints).toEqual([]);
});
