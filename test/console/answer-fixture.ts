import type {CoverageView, LiveView} from '../../src/domain/console.js';
import type {FindingsView, FindingView} from '../../src/domain/finding.js';
import type {CountRow, PushView} from '../../src/domain/push-view.js';
import type {LossView} from '../../src/domain/why-lost.js';
import {countsOf} from '../support/fixtures/counts.js';

const HOUR = 3600;
/** In Shanghai 10:00 on a Thursday. */
export const now = Date.parse('2026-11-26T02:00Z') / 1000;
const hours = 48;
const from = now - hours * HOUR;
const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

/** Sums whose delivery rate is `delivered` of a hundred. */
function sums(sent: number, delivered: number) {
  const received = (sent * delivered) / 100;
  return {...countsOf(sent), delivered: received, receipt_delivered: received};
}

function row(
  app: string,
  platform: string | null,
  sent: number,
  delivered: number,
  before: [number, number],
): CountRow {
  const counts = sums(sent, delivered);
  return {
    app,
    platform,
    counts,
    windows: {collected: hours, expected: hours},
    compared: {now: counts, before: sums(...before)},
  };
}

const rows = [
  row('shop', null, 3000, 60, [2000, 90]),
  row('shop', 'huawei', 2000, 45, [1000, 90]),
  row('shop', 'apns', 1000, 90, [1000, 90]),
  row('news', null, 5000, 80, [6000, 78]),
  row('news', 'apns', 5000, 80, [6000, 78]),
];

/** Two days of two apps, a third one that has nothing, and an hour that is not there. */
export function pushOf({app, platform}: Readonly<Record<string, string>>): PushView {
  const shown = rows.filter((each) => (!app || each.app === app) && (!platform || each.platform === platform));
  const times = Array.from({length: hours}, (_, index) => from + index * HOUR);
  const column = (count: number) => times.map((_, index) => (index === 20 ? null : count));
  const platforms = ['apns', 'huawei'];
  return {
    timezone: 'Asia/Shanghai',
    report: 'chat',
    reports: ['chat'],
    apps: ['idle', 'news', 'shop'],
    platforms,
    steps: ['1h', '1d'],
    step: '1h',
    from,
    to: now,
    settledUntil: now - 6 * HOUR,
    totals: sums(8000, 70),
    windows: {collected: 2 * hours, expected: 3 * hours},
    comparison: {now: sums(8000, 70), before: sums(8000, 90)},
    basis: {
      step: '1d',
      windows: 1,
      of: 2,
      age: null,
      finalAfter: '1d',
      now: {start: Date.parse('2026-11-23T16:00Z') / 1000, end: Date.parse('2026-11-24T16:00Z') / 1000},
      before: {start: Date.parse('2026-11-21T16:00Z') / 1000, end: Date.parse('2026-11-22T16:00Z') / 1000},
    },
    tooEarly: false,
    times,
    end: now,
    series: platforms
      .filter((each) => !platform || each === platform)
      .map((each) => ({
        platform: each,
        counts: {
          ...Object.fromEntries(Object.entries(sums(100, 80)).map(([name, value]) => [name, column(value)])),
        },
      })),
    present: times.map((_, index) => (index === 20 ? 0 : 3)),
    expectedApps: 3,
    rows: shown,
  };
}

export const coverage: CoverageView = {
  timezone: 'Asia/Shanghai',
  report: 'chat',
  reports: ['chat'],
  steps: ['1h', '1d'],
  step: '1h',
  from,
  to: now,
  retention: 7 * 86_400,
  grids: {'Asia/Shanghai': [from, now]},
  rows: [{app: 'shop', timezone: 'Asia/Shanghai', cells: 's'}],
  gone: [],
};

const quota = {
  platform: 'huawei',
  stage: 'sent',
  code: '503',
  count: 900,
  class: 'quota',
  meaning: 'flow control',
  advice: 'Spread the pushes over more time.',
  known: true,
  probable: false,
} as const;

export const losses: LossView = {
  report: 'chat',
  step: '1h',
  from,
  to: now,
  whyLost: {rows: [{...quota, app: 'shop', before: 0}], explained: [], partial: [], windows: []},
};

export const outage: FindingView = {
  id: 'outage',
  kind: 'delivery',
  severity: 'critical',
  app: 'shop',
  platform: 'huawei',
  report: 'chat',
  step: null,
  class: null,
  since: iso(from + 24 * HOUR),
  until: iso(from + 30 * HOUR),
  now: 0.36,
  usual: 0.92,
  pushes: 900,
  volume: 2000,
  age: '1h',
  note: '',
  sentence: 'Huawei at shop: delivery fell from 92 % to 36 %, 25 Nov 10:00–16:00, about 900 pushes. Over.',
  reasons: [
    {...quota, share: 0.81},
    {...quota, code: '80300007', meaning: 'the token is not valid', advice: 'Do nothing.', count: 100, share: 0.09},
  ],
};

export const hole: FindingView = {
  ...outage,
  id: 'hole',
  kind: 'hole',
  severity: 'warning',
  platform: null,
  step: '1h',
  since: iso(from + 20 * HOUR),
  until: null,
  now: null,
  usual: null,
  pushes: null,
  volume: null,
  age: null,
  note: 'Ask for it again with a backfill.',
  sentence: 'shop: 1 window of 1h is missing, 25 Nov 06:00–07:00. It goes on.',
  reasons: [],
};

export function findingsOf(findings: readonly FindingView[]): FindingsView {
  return {
    timezone: 'Asia/Shanghai',
    from: iso(from),
    to: iso(now),
    windows: {collected: 143, expected: 144},
    findings,
  };
}

export const live: LiveView = {
  now,
  running: [],
  callsPerSecond: 0,
  backfill: null,
  cluster: null,
  lastRuns: [],
  problems: [],
  ticks: [],
  collected: 0,
};
