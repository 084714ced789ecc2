import {expect, test} from '@jest/globals';
import {parseStep} from '../../../src/domain/window.js';
import {chat} from '../../../src/timpush/reports/chat.js';
import {reports} from '../../../src/timpush/reports.js';
import {anApp, anEntry} from '../../support/fixtures/examples.js';
import {aContext, platformPoint, row, sample, totalPoint} from './example.js';

const ZEROS = [0, 0, 0, 0, 0, 0, 0] as const;

test('the report is known by its name, with the limits that the vendor documents', () => {
  expect(reports.chat).toBe(chat);
  expect(chat).toMatchObject({
    name: 'chat',
    command: 'normal_push_statistics',
    maxWindow: 2_592_000,
    retention: 2_592_000,
  });
});

test("the vendor's sample becomes a point of totals and one for each platform; FCM reports no receipts", () => {
  expect(chat.transform(sample, aContext())).toEqual({
    platforms: ['apns', 'fcm', 'oppo'],
    points: [
      totalPoint([933_478, 637_076, 7616, 421, 170, 60, 36]),
      platformPoint('apns', [120, 100, 0, 27, 100, 0, 27]),
      platformPoint('fcm', [90, 80, 0, 5, 0, 0, 0]),
      platformPoint('oppo', [83, 70, 60, 9, 70, 60, 9]),
    ],
  });
});

test.each([
  [[], [250, 60, 41]],
  [
    ['fcm', 'apns'],
    [70, 60, 9],
  ],
  [
    ['apns', 'fcm', 'oppo'],
    [0, 0, 0],
  ],
])('without receipts from %j, those of the total are %j', (withoutReceipts, [sent, delivered, clicked]) => {
  const [total] = chat.transform(sample, aContext({app: anApp({withoutReceipts})})).points;
  expect(total!.fields).toMatchObject({
    sent: 637_076,
    receipt_sent: sent,
    receipt_delivered: delivered,
    receipt_clicked: clicked,
  });
});

test('names and times come from the app, the step and the start of the window', () => {
  const context = aContext({
    app: anApp({name: 'game', sdkAppId: 20_000_002}),
    step: parseStep('7d')!,
    window: {start: 1_772_380_800, end: 1_772_985_600},
  });
  const identities = chat
    .transform({...sample, PlatformStatistics: [row(8)]}, context)
    .points.map(({measurement, tags, time}) => ({measurement, tags, time}));
  expect(identities).toEqual([
    {measurement: 'timpush_chat_total_7d', tags: {app: 'game', sdkappid: '20000002'}, time: 1_772_380_800},
    {
      measurement: 'timpush_chat_platform_7d',
      tags: {app: 'game', sdkappid: '20000002', platform: 'honor'},
      time: 1_772_380_800,
    },
  ]);
});

test('every platform that the vendor documents has its name, and any other keeps its number', () => {
  const numbers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 4711];
  const body = {...sample, PlatformStatistics: numbers.map((number) => row(number))};
  const {platforms, points} = chat.transform(body, aContext());
  const names = [
    'unknown',
    'apns',
    'xiaomi',
    'huawei',
    'fcm',
    'meizu',
    'oppo',
    'vivo',
    'honor',
    'platform_9',
    'platform_4711',
  ];
  expect(platforms).toEqual(names);
  expect(points.slice(1).map(({tags}) => tags.platform)).toEqual(names);
});

test('rows of one platform are added up and reported once', () => {
  const twice = [row(6, {EventType: 1}), row(2), row(6, {EventType: 2, SentCount: 30})];
  expect(chat.transform({...sample, PlatformStatistics: twice}, aContext())).toEqual({
    platforms: ['oppo', 'xiaomi'],
    points: [
      totalPoint([933_478, 637_076, 7616, 421, 36, 6, 3]),
      platformPoint('oppo', [8, 33, 4, 2, 33, 4, 2]),
      platformPoint('xiaomi', [4, 3, 2, 1, 3, 2, 1]),
    ],
  });
});

test.each([[{PlatformStatistics: undefined}], [{PlatformStatistics: null}], [{PlatformStatistics: []}]])(
  'with %j there are only totals, and no receipts',
  (statistics) => {
    expect(chat.transform({...sample, ...statistics}, aContext())).toEqual({
      platforms: [],
      points: [totalPoint([933_478, 637_076, 7616, 421, 0, 0, 0])],
    });
  },
);

test('counts of 0 are counts, and more clicks than deliveries are kept as they are', () => {
  const nothing = {TotalCount: 0, SentCount: 0, DeliveredCount: 0, ClickCount: 0};
  expect(chat.transform(nothing, aContext()).points).toEqual([totalPoint(ZEROS)]);
  const odd = {TotalCount: 1, SentCount: 2, DeliveredCount: 3, ClickCount: 4};
  expect(chat.transform(odd, aContext()).points).toEqual([totalPoint([1, 2, 3, 4, 0, 0, 0])]);
});

test('a platform of the last answer that is gone is written as zeros, and the ledger forgets it', () => {
  const previous = anEntry({platforms: ['oppo', 'platform_9', 'fcm']});
  const body = {...sample, PlatformStatistics: [row(6)]};
  expect(chat.transform(body, aContext({previous}))).toEqual({
    platforms: ['oppo'],
    points: [
      totalPoint([933_478, 637_076, 7616, 421, 3, 2, 1]),
      platformPoint('oppo', [4, 3, 2, 1, 3, 2, 1]),
      platformPoint('platform_9', ZEROS),
      platformPoint('fcm', ZEROS),
    ],
  });
});

test('a platform that was gone before a rejection is still written as zeros', () => {
  const previous = anEntry({outcome: 'rejected', errorCode: 90100, platforms: ['vivo']});
  const {points} = chat.transform({...sample, PlatformStatistics: []}, aContext({previous}));
  expect(points.slice(1)).toEqual([platformPoint('vivo', ZEROS)]);
});

test('keys that nobody knows are ignored, those of prototypes too', () => {
  const text = JSON.stringify({...sample, PlatformStatistics: [row(6)]})
    .replaceAll(
      '{',
      '{"__proto__":{"TotalCount":1,"polluted":1},"constructor":{"prototype":{"polluted":1}},"Extra":[{}],',
    )
    .replaceAll('"Extra":[{"__proto__"', '"Extra":[{"x"');
  const {points} = chat.transform(JSON.parse(text), aContext());
  expect(points).toEqual([
    totalPoint([933_478, 637_076, 7616, 421, 3, 2, 1]),
    platformPoint('oppo', [4, 3, 2, 1, 3, 2, 1]),
  ]);
  expect(Object.keys(points[0]!.tags)).toEqual(['app', 'sdkappid']);
  expect({}).not.toHaveProperty('polluted');
});

test('an answer is read and never changed', () => {
  const freeze = (value: unknown): unknown => {
    if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze);
    return Object.freeze(value);
  };
  const context = aContext({previous: anEntry({platforms: ['vivo']})});
  const frozen = freeze(structuredClone(sample));
  expect(chat.transform(frozen, context)).toEqual(chat.transform(frozen, context));
});
