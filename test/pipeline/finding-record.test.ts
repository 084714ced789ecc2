import {beforeEach, expect, test} from '@jest/globals';
import type {FindingReason, FindingView} from '../../src/domain/finding.js';
import {measurement} from '../../src/domain/measurements.js';
import {FindingRecord} from '../../src/pipeline/finding-record.js';
import {at, ManualClock} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {aFindingView} from '../support/fixtures/a-finding.js';
import {anApp} from '../support/fixtures/examples.js';

const gone = new AbortController().signal;
const apps = [anApp({name: 'shop-cn'}), anApp({name: 'news', sdkAppId: 1_400_000_002})];

let store: MemoryStore;
let ended: FindingView[];
let clock: ManualClock;
beforeEach(() => {
  store = new MemoryStore();
  ended = [];
  clock = new ManualClock('2026-03-02T12:00Z');
});

const aRecord = (of = apps, writer: Pick<MemoryStore, 'write'> = store) =>
  new FindingRecord({store, writer, apps: of, ended: async () => ended, clock});
const stored = async () => {
  const points = await store.points({measurement: measurement.finding, span: {start: 0, end: at('2027-01-01T00:00Z')}});
  return points.map(({tags, fields, time}) => ({...tags, ...fields, time}));
};

test('a finding is one point at its beginning, with its numbers, its sentence and why', async () => {
  const meant = {class: 'quota', meaning: 'quota\u0007used up', advice: 'Send less.', known: true, probable: false};
  const reason = {...meant, platform: 'huawei', stage: 'sent', code: '503', count: 81, share: 0.81} as FindingReason;
  await aRecord().take([aFindingView({reasons: [reason]})], gone);
  expect(await stored()).toEqual([
    {
      app: 'shop-cn',
      sdkappid: String(apps[0]!.sdkAppId),
      platform: 'huawei',
      report: 'chat',
      step: '1h',
      kind: 'delivery',
      class: 'none',
      time: at('2026-03-02T05:00Z'),
      until: 0,
      pushes: 24_000,
      volume: 40_000,
      now_ppm: 360_000,
      usual_ppm: 920_000,
      id: aFindingView().id,
      severity: 'critical',
      sentence: 'huawei at shop-cn: delivery fell',
      reasons: '81 % of the losses: quota used up (huawei, code 503); what to do: Send less.',
      advice: 'Send less.',
    },
  ]);
});

test('a finding that is about no rate and no platform says so in every field', async () => {
  const about = {platform: null, step: '1h', kind: 'failed', now: null, usual: null, pushes: null, volume: null};
  await aRecord().take([aFindingView({...about, kind: 'failed', note: 'refused; what to do: look'})], gone);
  const numbers = {pushes: -1, volume: -1, now_ppm: -1, usual_ppm: -1};
  expect(await stored()).toMatchObject([
    {platform: 'all', ...numbers, reasons: '', advice: 'refused; what to do: look'},
  ]);
});

test('it is written again when something about it changes, and only then', async () => {
  const record = aRecord();
  await record.take([aFindingView()], gone);
  await record.take([aFindingView()], gone);
  expect(store.writes).toEqual([1]);
  await record.take([aFindingView({pushes: 25_000, severity: 'warning'})], gone);
  expect(await stored()).toMatchObject([{pushes: 25_000, severity: 'warning', until: 0}]);
});

test('a beginning that moves while it goes on makes no second point', async () => {
  const record = aRecord();
  await record.take([aFindingView()], gone);
  await record.take([{...aFindingView({since: '2026-03-02T06:00:00Z'}), id: aFindingView().id}], gone);
  expect(await stored()).toMatchObject([{time: at('2026-03-02T05:00Z'), until: 0}]);
});

test('what ended has its own end', async () => {
  const record = aRecord();
  await record.take([aFindingView()], gone);
  ended = [aFindingView({until: '2026-03-02T11:00:00Z', sentence: 'delivery fell. Over.'})];
  await record.take([], gone);
  expect(await stored()).toMatchObject([{until: at('2026-03-02T11:00Z'), sentence: 'delivery fell. Over.'}]);
});

test('what is found no more, because its windows came late and all is well, is over since the look', async () => {
  const record = aRecord();
  await record.take([aFindingView()], gone);
  ended = [aFindingView({app: 'news', until: '2026-03-02T11:00:00Z'}), aFindingView({until: '2026-03-01T11:00:00Z'})];
  await record.take([], gone);
  expect(await stored()).toMatchObject([{app: 'shop-cn', until: at('2026-03-02T12:00Z')}]);
});

test('after a restart what was open is closed, and what goes on is not written again; other apps are left alone', async () => {
  const sports = anApp({name: 'sports', sdkAppId: 1_400_000_003});
  await aRecord([...apps, sports]).take(
    ['shop-cn', 'news', 'sports'].map((app) => aFindingView({app})),
    gone,
  );
  await aRecord().take([aFindingView()], gone);
  expect((await stored()).filter((point) => 'until' in point && point.until !== 0)).toMatchObject([{app: 'news'}]);
  expect(await stored()).toHaveLength(3);
  expect(store.writes).toEqual([1, 1, 1, 1]);
});

test('of an app that nobody has collected for a day it is over, because it is no longer configured', async () => {
  const others = [
    anApp({name: 'removed', sdkAppId: 1_400_000_003}),
    anApp({name: 'of-another', sdkAppId: 1_400_000_004}),
  ];
  await aRecord(others).take(
    others.map(({name: app}) => aFindingView({app})),
    gone,
  );
  const record = aRecord();
  const openOnes = async () => {
    await record.take([], gone);
    return (await stored())
      .filter((point) => 'until' in point && point.until === 0)
      .map((point) => Object.values(point)[0]);
  };
  expect((await openOnes()).sort()).toEqual(['of-another', 'removed']);
  clock.set('2026-03-03T12:00Z');
  const run = {measurement: measurement.run, fields: {ok: 1}, time: at('2026-03-03T11:00Z')};
  await store.write([{...run, tags: {app: 'of-another', report: 'chat', step: '1h'}}]);
  expect(await openOnes()).toEqual(['of-another']);
  expect(await stored()).toContainEqual(
    expect.objectContaining({
      app: 'removed',
      until: at('2026-03-03T12:00Z'),
      sentence: 'huawei at removed: delivery fell Over: the app is no longer configured.',
    }),
  );
});

test('an app whose points are refused holds up no other, and is tried again', async () => {
  let refused = 'shop-cn';
  const record = aRecord(apps, {
    async write(points) {
      if (points.some(({tags}) => tags.app === refused)) throw new Error('renamed');
      await store.write(points);
    },
  });
  const both = [aFindingView(), aFindingView({app: 'news'})];
  await expect(record.take(both, gone)).rejects.toThrow('renamed');
  expect(await stored()).toMatchObject([{app: 'news'}]);
  refused = '';
  await record.take(both, gone);
  expect(await stored()).toHaveLength(2);
});

test('what began before everything that the store keeps is not written', async () => {
  store.keeps = 3600;
  await aRecord().take([aFindingView()], gone);
  expect(store.writes).toEqual([]);
});

test('what goes on under another id, as after a renaming, stays one point', async () => {
  await aRecord().take([aFindingView()], gone);
  await aRecord().take([{...aFindingView(), id: 'another'}], gone);
  expect(await stored()).toMatchObject([{id: 'another', until: 0}]);
});

test('what is wrong with no one app is not stored', async () => {
  await aRecord().take([aFindingView({app: 'all apps', kind: 'late'})], gone);
  expect(store.writes).toEqual([]);
});
