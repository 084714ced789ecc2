import {expect, test} from '@jest/globals';
import {checkNames, ledger, refuseRenamed} from '../../src/domain/ledger.js';
import {at} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {anApp, anEntry} from '../support/fixtures/examples.js';
import {recordEntries} from '../support/fixtures/record-entries.js';

const span = {start: at('2026-03-01T00:00Z'), end: at('2026-03-02T00:00Z')};
const query = {sdkAppId: 1_400_000_001, report: 'chat', step: '1h', span};

test('an entry is a point whose names are public', async () => {
  const store = new MemoryStore();
  await recordEntries(store, [anEntry({outcome: 'rejected', errorCode: 90100, platforms: ['apns', 'fcm']})]);
  expect(await store.points({measurement: 'timpush_ledger', span})).toEqual([
    {
      measurement: 'timpush_ledger',
      tags: {app: 'shop', sdkappid: '1400000001', report: 'chat', step: '1h'},
      fields: {
        fetched_at: at('2026-03-01T01:10Z'),
        window_end: at('2026-03-01T01:00Z'),
        error_code: 90100,
        outcome: 'rejected',
        platforms: 'apns,fcm',
      },
      time: at('2026-03-01T00:00Z'),
    },
  ]);
});

test.each([
  ['one that went well', anEntry({platforms: ['apns', 'platform_42']})],
  ['one without platforms', anEntry({platforms: []})],
  ['a rejected one', anEntry({outcome: 'rejected', errorCode: 90100})],
])('an entry comes back as it was recorded: %s', async (_name, entry) => {
  const store = new MemoryStore();
  await recordEntries(store, [entry]);
  expect(await ledger.entries(store, query)).toEqual([entry]);
});

test('a brief entry tells how its window is covered, and no more', async () => {
  const store = new MemoryStore();
  const entry = anEntry({outcome: 'rejected', errorCode: 90100, platforms: ['apns']});
  await recordEntries(store, [entry]);
  expect(await ledger.entries(store, {...query, brief: true})).toEqual([{...entry, errorCode: 0, platforms: []}]);
});

test.each([
  ['another app', {sdkAppId: 1_400_000_002}],
  ['another report', {report: 'broadcast'}],
  ['another step', {step: '1d'}],
  ['another span', {span: {start: span.start + 1, end: span.end}}],
])('an entry is not found by %s', async (_name, other) => {
  const store = new MemoryStore();
  await recordEntries(store, [anEntry()]);
  expect(await ledger.entries(store, {...query, ...other})).toEqual([]);
});

const known = [
  {app: 'shop', sdkAppId: 1},
  {app: 'news', sdkAppId: 2},
];

test.each([
  ['an app under its old name', {name: 'shop', sdkAppId: 1}],
  ['an app that is new', {name: 'mail', sdkAppId: 3}],
])('the names agree: %s', (_name, app) => {
  expect(() => refuseRenamed(app, known)).not.toThrow();
});

test.each([
  [
    'a new name for a known SDKAppID',
    {name: 'store', sdkAppId: 1},
    'SDKAppID 1 as “shop”, the configuration has “store” with 1',
  ],
  [
    'a known name for a new SDKAppID',
    {name: 'shop', sdkAppId: 3},
    'SDKAppID 1 as “shop”, the configuration has “shop” with 3',
  ],
  [
    'two apps that changed names',
    {name: 'news', sdkAppId: 1},
    'SDKAppID 1 as “shop”, the configuration has “news” with 1',
  ],
])('the names disagree: %s', (_name, app, sentence) => {
  expect(() => refuseRenamed(app, known)).toThrow(sentence);
});

test('a series of a wrong SDKAppID beside the right one is refused with the command that removes it', () => {
  const beside = [...known, {app: 'shop', sdkAppId: 7}];
  expect(() => refuseRenamed({name: 'shop', sdkAppId: 1}, beside)).toThrow(
    'remove the wrong one: timpush-collector forget --app shop --sdk-app-id 7 (it shows what would go; with --yes it does it)',
  );
});

test('names are in order when the store knows the apps as they are, or not at all', async () => {
  const store = new MemoryStore();
  await expect(checkNames({store, apps: [anApp()]})).resolves.toBeUndefined();
  await recordEntries(store, [anEntry()]);
  await expect(checkNames({store, apps: [anApp()]})).resolves.toBeUndefined();
  await expect(checkNames({store, apps: [anApp({sdkAppId: 7})]})).rejects.toThrow('SDKAppID 1400000001 as “shop”');
});
