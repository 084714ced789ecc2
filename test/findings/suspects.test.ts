import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {countFields, measurement} from '../../src/domain/measurements.js';
import type {Point} from '../../src/domain/point.js';
import type {Store} from '../../src/domain/ports.js';
import type {Sums} from '../../src/domain/rates.js';
import {openDuckDb} from '../../src/duckdb/duckdb-store.js';
import {pushFindings} from '../../src/findings/push-findings.js';
import {lookUp} from '../../src/timpush/loss-codes.js';
import {at} from '../support/doubles/manual-clock.js';

const HOUR = 3600;
const DAYS = 20;
const END = at('2026-03-20T12:00Z');
const now = END + 20 * 60;

/** What an hour that began so many hours ago counts, and loses; each is lost for the same reason. */
interface Hourly {
  readonly counts: Partial<Sums>;
  readonly lost?: number;
  readonly class?: string;
  /** Of OPPO, beside Huawei. */
  readonly oppo?: Partial<Sums>;
}

const usual = {total: 1010, sent: 1000, receipt_sent: 1000, receipt_delivered: 800, receipt_clicked: 60};
const within = (ago: number, from: number, to: number) => ago <= from && ago > to;
const when = (from: number, to: number, more: Partial<Hourly['counts']>, loses: Omit<Hourly, 'counts'> = {}) => {
  return (ago: number): Hourly => (within(ago, from, to) ? {counts: {...usual, ...more}, ...loses} : {counts: usual});
};

const timesAs = (factor: number, counts: Partial<Sums>) =>
  Object.fromEntries(Object.entries(counts).map(([field, count]) => [field, factor * count]));

/** Apps that something happens to, by what it is. */
const troubled: Readonly<Record<string, (ago: number) => Hourly>> = {
  delivery: when(53, 50, {receipt_delivered: 350}),
  'a-long-drop': when(100, 60, {receipt_delivered: 590}),
  send: when(40, 36, {total: 1400}),
  silence: when(30, 26, {total: 0, sent: 0, receipt_sent: 0, receipt_delivered: 0, receipt_clicked: 0}),
  click: when(90, 50, {receipt_clicked: 20}),
  receipts: when(130, 40, {receipt_delivered: 0, receipt_clicked: 0}),
  'low-delivery': () => ({counts: {...usual, receipt_delivered: 300}}),
  credentials: when(60, 56, {}, {lost: 400, class: 'config'}),
  // Each evening, so that it is usual.
  quota: (ago) => ({counts: usual, ...(ago % 24 === 3 || ago % 24 === 4 ? {lost: 150, class: 'quota'} : {})}),
  'loss-class': (ago) => ({counts: usual, lost: within(ago, 80, 40) ? 120 : 20, class: 'token'}),
  mix: (ago) => ({counts: usual, oppo: timesAs(within(ago, 90, 70) ? 6 : 1, {...usual, receipt_delivered: 600})}),
};
const quiet = Array.from({length: 12}, (_, index) => `quiet-${index}`);
const apps = [...quiet, ...Object.keys(troubled)];

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'suspects-'));
  store = await openDuckDb({path: path.join(folder, 'push.duckdb')});
  for (const app of apps) await store.write(pointsOf(app));
}, 120_000);
afterAll(async () => {
  await store?.close();
  await rm(folder, {recursive: true, force: true});
});

function pointsOf(app: string): Point[] {
  const points = Array.from({length: DAYS * 24}, (_, index) => index + 1).flatMap((ago): Point[] => {
    // Chance moves every hour a little.
    const hourly = troubled[app]?.(ago) ?? {counts: {...usual, receipt_delivered: 800 + ((ago * 7919) % 40)}};
    const fields = {...Object.fromEntries(countFields.map((field) => [field, 0])), ...hourly.counts};
    const place = {fields, time: END - ago * HOUR};
    const platformOf = (counts: Partial<Sums>) => {
      return {...place, measurement: measurement.chatPlatform('1h'), fields: {...fields, ...counts}};
    };
    const tags = {app, platform: 'huawei', stage: 'sent', class: hourly.class ?? 'user'};
    const lost = {measurement: measurement.chatLoss('1h'), fields: {count: hourly.lost ?? 1}, time: place.time};
    return [
      {...place, measurement: measurement.chatTotal('1h'), tags: {app}},
      {...place, measurement: measurement.chatPlatform('1h'), tags: {app, platform: 'huawei'}},
      ...(hourly.oppo ? [{...platformOf(hourly.oppo), tags: {app, platform: 'oppo'}}] : []),
      ...['huawei', 'total'].map((platform) => ({...lost, tags: {...tags, platform}})),
    ];
  });
  const aged = points.flatMap((point) =>
    ['10m', '1h', '6h'].map((age) => {
      return {...point, measurement: measurement.aged(point.measurement), tags: {...point.tags, age}};
    }),
  );
  const coded = points.map((point) =>
    'count' in point.fields
      ? {...point, tags: {...point.tags, code: '503'}, fields: {...point.fields, text: ''}}
      : point,
  );
  return [...coded, ...aged];
}

/** With as many apps as are screened first. */
const foundBy = (from: Pick<Store, 'sums' | 'points' | 'outliers'>) =>
  pushFindings(
    {report: 'chat', apps, span: {start: now - 7 * 86_400, end: now}, now},
    {store: from, explainLoss: lookUp},
  );

test('of many apps the same is found when only those are read closely that something stands out of', async () => {
  const read: string[] = [];
  const screened = await foundBy({
    outliers: (query) => store.outliers!(query),
    points: (query) => store.points(query),
    sums: (queries) => {
      for (const {tags} of queries) read.push(...[tags?.app ?? []].flat());
      return store.sums(queries);
    },
  });
  const all = await foundBy({sums: (queries) => store.sums(queries), points: (query) => store.points(query)});
  expect(screened).toEqual(all);
  expect(new Set(all.map(({app}) => app))).toEqual(new Set(Object.keys(troubled)));
  expect(read.filter((app) => quiet.includes(app))).toEqual([]);
}, 120_000);

test('where nothing that is judged is stored nothing stands out', async () => {
  const query = {measurement: 'timpush_nothing', span: {start: 0, end: now}, since: 0, by: ['app'], every: HOUR};
  expect(await store.outliers!({...query, signs: [{part: 'sent', least: 1}]})).toEqual([]);
  const ofApps = {...query, measurement: measurement.chatTotal('1h')};
  expect(await store.outliers!({...ofApps, signs: [{part: 'unheard_of', least: 1}]})).toEqual([]);
});
