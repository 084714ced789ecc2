import {beforeEach, expect, test} from '@jest/globals';
import {countFields, measurement} from '../../src/domain/measurements.js';
import type {Point} from '../../src/domain/point.js';
import type {Sums} from '../../src/domain/rates.js';
import {currentPushFindings} from '../../src/findings/current.js';
import {pushFindings} from '../../src/findings/push-findings.js';
import {lookUp} from '../../src/timpush/loss-codes.js';
import {at} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** An hour's window ends then, and has been collected by now. */
const END = at('2026-03-20T12:00Z');
const now = END + 20 * 60;
const hoursAgo = (hours: number) => END - hours * HOUR;

let store: MemoryStore;
beforeEach(() => {
  store = new MemoryStore();
});

type Counts = Partial<Sums>;
const delivered = (part: number, whole = 1000): Counts => {
  return {total: whole, sent: whole, delivered: part, receipt_sent: whole, receipt_delivered: part};
};

interface Played {
  readonly app?: string;
  readonly platform?: string;
  /** How many days there are. */
  readonly days?: number;
  /** As they were at these ages, too; none: the history was collected at once. */
  readonly ages?: readonly string[];
  /** Counts of the hour that begins so many hours before END. */
  readonly counts: (hoursAgo: number) => Counts;
  readonly lost?: (hoursAgo: number) => number;
}

/** Writes what a collector would have written of a platform. */
async function play({app = 'shop', platform = 'huawei', days = 6, ages = [], counts, lost = () => 0}: Played) {
  const points: Point[] = [];
  for (let ago = days * 24; ago >= 1; ago -= 1) {
    const fields = {...Object.fromEntries(countFields.map((field) => [field, 0])), ...counts(ago)};
    const place = {fields, time: hoursAgo(ago)};
    points.push({...place, measurement: measurement.chatTotal('1h'), tags: {app}});
    points.push({...place, measurement: measurement.chatPlatform('1h'), tags: {app, platform}});
    for (const [of, count] of [
      [platform, lost(ago)],
      ['total', lost(ago)],
    ] as const) {
      const tags = {app, platform: of, stage: 'sent', class: 'quota', code: '503'};
      points.push({measurement: measurement.chatLoss('1h'), tags, fields: {count, text: ''}, time: hoursAgo(ago)});
    }
  }
  const aged = points.flatMap((point) =>
    ages.map((age) => ({...point, measurement: measurement.aged(point.measurement), tags: {...point.tags, age}})),
  );
  await store.write([...points, ...aged]);
}

const deps = () => ({store, explainLoss: lookUp});
const found = (days = 5, apps = ['shop']) =>
  pushFindings({report: 'chat', apps, span: {start: now - days * DAY, end: now}, now}, deps());
const current = () => currentPushFindings(now, ['chat'], deps());
const between = (from: number, to: number) => (ago: number) => ago <= from && ago > to;

test('of history that was collected at once, final counts are compared, and an incident has its own hours', async () => {
  const hit = between(50, 44);
  await play({counts: (ago) => delivered(hit(ago) ? 300 : 900), lost: (ago) => (hit(ago) ? 690 : 30)});
  expect(await found()).toEqual([
    expect.objectContaining({
      kind: 'delivery',
      severity: 'critical',
      app: 'shop',
      platform: 'huawei',
      since: hoursAgo(50),
      until: hoursAgo(44),
      now: 0.3,
      usual: 0.9,
      pushes: 3600,
      volume: 6000,
      age: null,
      note: '',
      reasons: [expect.objectContaining({code: '503', class: 'quota', count: 4140, share: 1})],
    }),
  ]);
});

test('the last day of such history is not compared: its counts still grow', async () => {
  await play({counts: (ago) => delivered(ago <= 10 ? 300 : 900)});
  expect(await found()).toEqual([]);
});

test('without a day before there is nothing to compare with', async () => {
  await play({days: 2, counts: (ago) => delivered(ago > 26 && ago <= 40 ? 300 : 900)});
  expect(await found()).toEqual([]);
});

const ages = ['10m', '1h', '6h'];

test('what goes on now is told at the age of ten minutes, with no end', async () => {
  await play({ages, days: 9, counts: (ago) => delivered(ago <= 3 ? 100 : 900)});
  const goesOn = expect.objectContaining({kind: 'delivery', since: hoursAgo(3), until: null, age: '10m', now: 0.1});
  expect(await current()).toEqual([goesOn]);
  expect(await found()).toEqual([goesOn]);
});

test.each([
  ['low-delivery', () => delivered(300)],
  ['click', (ago: number) => ({...delivered(900), receipt_clicked: ago <= 40 ? 18 : 90})],
])('what is judged when it is six hours old goes on, too: %s', async (kind, counts) => {
  await play({ages, days: 14, counts});
  expect(await current()).toMatchObject([{kind, until: null}]);
  expect((await found()).filter((finding) => finding.kind === kind)).toMatchObject([{until: null}]);
});

test('what began before the span still has its own beginning', async () => {
  await play({ages, days: 14, counts: (ago) => delivered(ago <= 60 ? 100 : 900)});
  expect(await found(1)).toMatchObject([{since: hoursAgo(60), until: null}]);
  expect(await current()).toMatchObject([{since: hoursAgo(60), until: null}]);
});

test('what is over is not among what goes on, though the day is still below its week', async () => {
  await play({ages, days: 9, counts: (ago) => delivered(between(16, 6)(ago) ? 0 : 900)});
  expect(await current()).toEqual([]);
  expect(await found()).toMatchObject([{kind: 'delivery', since: hoursAgo(16), until: hoursAgo(6)}]);
});

test('of two apps only the one that something is wrong with is told, and only the asked platform', async () => {
  const bad = {ages, days: 9, counts: (ago: number) => delivered(ago <= 3 ? 100 : 900)};
  await play({...bad, app: 'shop', platform: 'oppo'});
  await play({ages, days: 9, app: 'well', counts: () => delivered(900)});
  expect(await current()).toMatchObject([{app: 'shop', platform: 'oppo'}]);
  const asked = {report: 'chat', apps: ['shop', 'well'], span: {start: now - DAY, end: now}, now} as const;
  expect(await pushFindings({...asked, platform: 'huawei'}, deps())).toEqual([]);
  expect(await pushFindings({...asked, platform: 'oppo'}, deps())).toHaveLength(1);
});

test('a platform that vanishes is silent, in its own hours', async () => {
  await play({ages, days: 9, counts: () => delivered(900)});
  await play({ages, days: 9, platform: 'oppo', counts: (ago) => (ago <= 4 ? {} : delivered(900))});
  expect(await found()).toMatchObject([
    {kind: 'silence', platform: 'oppo', since: hoursAgo(4), until: null, pushes: 4000, now: null},
  ]);
});

/** A campaign goes to one platform: Huawei delivers 90 %, APNs 70 %. */
const campaign = async (to: 'huawei' | 'apns', during: (ago: number) => boolean, more: Partial<Played> = {}) => {
  for (const [platform, rate] of [['huawei', 0.9] as const, ['apns', 0.7] as const]) {
    const volume = (ago: number) => (platform === to && during(ago) ? 6000 : 1000);
    await play({...more, platform, counts: (ago) => delivered(rate * volume(ago), volume(ago))});
  }
};

test('when more is sent to the platform that delivers less, the mix is told, of the app and in its own hours', async () => {
  await campaign('apns', between(50, 38));
  const told = {kind: 'mix', severity: 'info', platform: null, since: hoursAgo(50), until: hoursAgo(38), reasons: []};
  expect(await found()).toEqual([expect.objectContaining({...told, usual: 0.8, now: 5100 / 7000, age: null})]);
  expect((await found())[0]).toMatchObject({
    pushes: 6000,
    volume: 84_000,
    note: '86 % of the pushes, usually 50 %, are those of APNs, of which 70 % are usually delivered',
  });
});

test('a mix that makes the rate rise is told, too', async () => {
  await campaign('huawei', between(50, 38));
  expect(await found()).toMatchObject([{kind: 'mix', now: 6100 / 7000, usual: 0.8}]);
});

test('a mix that has moved now is found though no platform shows anything, and goes on', async () => {
  await campaign('apns', between(14, 0), {ages, days: 9});
  expect(await current()).toMatchObject([{kind: 'mix', since: hoursAgo(14), until: null, age: '10m'}]);
  expect(await found(1)).toEqual(await current());
});

test('who asks about one platform is told of no mix, and less than the definition says is none', async () => {
  await campaign('apns', between(50, 38));
  const asked = {report: 'chat', apps: ['shop'], span: {start: now - 5 * DAY, end: now}, now} as const;
  expect(await pushFindings({...asked, platform: 'apns'}, deps())).toEqual([]);
  store = new MemoryStore();
  await campaign('apns', between(50, 44));
  expect(await found()).toEqual([]);
});

test('where own rates moved it, or a platform is silent, the mix is not told beside it', async () => {
  const hit = between(50, 38);
  await play({counts: () => delivered(900)});
  await play({platform: 'apns', counts: (ago) => (hit(ago) ? delivered(3000, 6000) : delivered(700))});
  expect(await found()).toMatchObject([{kind: 'delivery', platform: 'apns'}]);
  store = new MemoryStore();
  await play({ages, days: 9, counts: () => delivered(900)});
  await play({ages, days: 9, platform: 'oppo', counts: (ago) => (ago <= 20 ? {} : delivered(500))});
  expect(await found()).toMatchObject([{kind: 'silence', platform: 'oppo'}]);
});

test('when all platforms fall at once it is told once, of the app', async () => {
  const fall = {ages, days: 9, counts: (ago: number) => delivered(ago <= 5 ? 200 : 800)};
  for (const platform of ['apns', 'huawei', 'oppo']) await play({...fall, platform});
  expect(await found()).toMatchObject([{kind: 'delivery', platform: null, pushes: 9000, volume: 15_000}]);
});

test('looking at an incident says the same of it whichever span is asked for', async () => {
  await play({counts: (ago) => delivered(between(50, 44)(ago) ? 300 : 900)});
  const asked = {report: 'chat', apps: ['shop'], now} as const;
  const [whole] = await found();
  const [part] = await pushFindings({...asked, span: {start: hoursAgo(47), end: hoursAgo(46)}}, deps());
  expect(part).toEqual(whole);
});

test('work ends when nobody waits for it', async () => {
  await play({counts: () => delivered(900)});
  const asked = {report: 'chat', apps: ['shop'], span: {start: now - DAY, end: now}, now} as const;
  await expect(pushFindings(asked, deps(), AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
});
