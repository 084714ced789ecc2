import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {countFields, measurement} from '../../src/domain/measurements.js';
import type {Point} from '../../src/domain/point.js';
import type {Store} from '../../src/domain/ports.js';
import {openDuckDb} from '../../src/duckdb/duckdb-store.js';
import {currentPushFindings} from '../../src/findings/current.js';
import {pushFindings} from '../../src/findings/push-findings.js';
import {signsAt} from '../../src/findings/screening.js';
import {lookUp} from '../../src/timpush/loss-codes.js';
import {at} from '../support/doubles/manual-clock.js';

const HOUR = 3600;
const DAYS = 16;
const END = at('2026-03-20T12:00Z');
const now = END + 20 * 60;

/** Of every kind, some going on and some over, of sizes near what the definitions ask for. */
const troubles = [
  ({depth}) => ({receipt_delivered: 0.8 * (1 - depth)}),
  ({depth}) => ({total: 1 / (1 - depth)}),
  () => ({total: 0, sent: 0, receipt_sent: 0, receipt_delivered: 0, receipt_clicked: 0}),
  ({depth}) => ({receipt_clicked: 0.06 * (1 - depth)}),
  () => ({receipt_delivered: 0, receipt_clicked: 0}),
  ({depth}) => ({lost: depth, class: 'config'}),
  ({depth}) => ({lost: depth / 2, class: 'quota'}),
  ({depth}) => ({lost: depth / 4, class: 'token'}),
] as const satisfies readonly ((trouble: {readonly depth: number}) => Record<string, number | string>)[];

/** The same chance at every run. */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Played {
  readonly app: string;
  readonly platform: string;
  readonly seed: number;
}

function pointsOf({app, platform, seed}: Played): Point[] {
  const chance = chances(Math.imul(seed + 1, 2_654_435_761) >>> 0);
  const size = Math.floor(seed / troubles.length);
  const trouble = size < SIZES ? troubles[seed % troubles.length]! : () => ({});
  const end = size === 1 ? 60 + seed : 0;
  const hit = {from: end + [40, 4, 12][size % SIZES]!, to: end, depth: 0.3 + 0.6 * chance()};
  const volume = [3000, 900, 90][size % SIZES]!;
  return Array.from({length: DAYS * 24}, (_, index) => index + 1).flatMap((ago): Point[] => {
    const sent = Math.round(volume * (1 + 0.6 * Math.sin((ago * Math.PI) / 12) + 0.1 * chance()));
    const rates = {
      total: 1.01,
      sent: 1,
      delivered: 0,
      clicked: 0,
      receipt_sent: 1,
      receipt_delivered: 0.8,
      receipt_clicked: 0.06,
    };
    const {
      lost = 0.001,
      class: of = 'user',
      ...moved
    } = {
      ...rates,
      ...(ago <= hit.from && ago > hit.to ? trouble(hit) : {}),
    } as Record<string, number> & {class?: string};
    const fields = Object.fromEntries(countFields.map((field) => [field, Math.round(sent * moved[field]!)]));
    const time = END - ago * HOUR;
    const tags = {app, sdkappid: String(1 + (ago > 100 && seed % 11 === 10 ? 1 : 0))};
    const losses = ['total', platform].map((name) => {
      const loss = {...tags, platform: name, stage: 'sent', class: of, code: '503'};
      return {measurement: measurement.chatLoss('1h'), tags: loss, fields: {count: Math.round(sent * lost)}, time};
    });
    const whole = {measurement: measurement.chatTotal('1h'), tags, fields, time};
    const part = {measurement: measurement.chatPlatform('1h'), tags: {...tags, platform}, fields, time};
    const aged = [whole, part, ...losses].flatMap((point) => {
      const {code: _, ...rest} = point.tags as Record<string, string>;
      return ['10m', '1h', '6h'].map((age) => {
        return {...point, measurement: measurement.aged(point.measurement), tags: {...rest, age}};
      });
    });
    return [whole, part, ...losses.map((loss) => ({...loss, fields: {...loss.fields, text: ''}})), ...aged];
  });
}

/** The last of them are quiet. */
const SIZES = 3;
const played = Array.from({length: troubles.length * (SIZES + 1)}, (_, seed) => {
  return {app: `app-${seed}`, platform: ['huawei', 'oppo'][seed % 2]!, seed};
});
const apps = played.map(({app}) => app);

let folder: string;
let duckDb: Store;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'screening-'));
  duckDb = await openDuckDb({path: path.join(folder, 'push.duckdb')});
  for (const each of played) await duckDb.write(pointsOf(each));
}, 120_000);
afterAll(async () => {
  await duckDb?.close();
  await rm(folder, {recursive: true, force: true});
});

test('every definition holds for the same platforms whether it is asked for some counts or for all', async () => {
  const asked = await signsAt(now, 'chat', duckDb);
  const ofAll = {
    sums: (queries: Parameters<Store['sums']>[0]) =>
      duckDb.sums(queries.map((query) => (query.by.includes('class') ? query : {...query, fields: fieldsOf(query)}))),
  };
  const line = ({definition, app, platform, class: of}: (typeof asked)[number]) =>
    [definition.kind, definition.over, app, platform, of].join(' ');
  expect(asked.map(line).sort()).toEqual((await signsAt(now, 'chat', ofAll)).map(line).sort());
  expect(new Set(asked.map(({definition}) => definition)).size).toBeGreaterThanOrEqual(8);
});

/** Whatever a judge may want to know. */
function fieldsOf({measurement: name, fields}: {readonly measurement: string; readonly fields: readonly string[]}) {
  return name.includes('_loss_') ? fields : countFields;
}

test('what is found of many apps is the same with and without a look at what stands out', async () => {
  const asked = {report: 'chat', apps, span: {start: now - 7 * 86_400, end: now}, now} as const;
  const unscreened = {sums: duckDb.sums.bind(duckDb), points: duckDb.points.bind(duckDb)};
  const all = await pushFindings(asked, {store: unscreened, explainLoss: lookUp});
  expect(await pushFindings(asked, {store: duckDb, explainLoss: lookUp})).toEqual(all);
  expect(new Set(all.map(({kind}) => kind)).size).toBeGreaterThanOrEqual(6);
  // What goes on now is found of these, too.
  const current = await currentPushFindings(now, ['chat'], {store: duckDb, explainLoss: lookUp});
  const isSame = (a: {app: string; kind: string}) => (b: {app: string; kind: string}) =>
    a.app === b.app && a.kind === b.kind;
  expect(current.filter((finding) => !all.some(isSame(finding)))).toEqual([]);
  expect(current.length).toBeGreaterThan(0);
}, 120_000);
