import {expect, test} from '@jest/globals';
import {ContractError} from '../../../src/domain/errors.js';
import type {Point} from '../../../src/domain/point.js';
import {broadcast} from '../../../src/timpush/reports/broadcast.js';
import {reports} from '../../../src/timpush/reports.js';
import {anApp, anEntry} from '../../support/fixtures/examples.js';
import {aContext, platformPoint, row, type Seven, totalPoint} from './example.js';
import {samples} from './samples.js';

const sample = samples.broadcast;
const [result] = sample.Results;
const withRows = (...PlatformStatistics: unknown[]) => ({...sample, Results: [{...result, PlatformStatistics}]});
const ZEROS = [0, 0, 0, 0, 0, 0, 0] as const;

const total = (counts: Seven): Point => ({...totalPoint(counts), measurement: 'timpush_broadcast_total_1h'});
function channel(platform: string, event: string, counts: Seven): Point {
  const {tags, ...rest} = platformPoint(platform, counts);
  return {...rest, measurement: 'timpush_broadcast_platform_1h', tags: {...tags, event}};
}

test('the report is known by its name, with the limits that the vendor documents', () => {
  expect(reports.broadcast).toBe(broadcast);
  expect(broadcast).toMatchObject({
    name: 'broadcast',
    command: 'all_member_push_statistics',
    maxWindow: 2_592_000,
    retention: 2_592_000,
  });
});

test("the vendor's sample becomes a point of totals and one for each platform and event", () => {
  expect(broadcast.transform(sample, aContext())).toEqual({
    platforms: ['huawei', 'unknown'],
    points: [
      total([900, 850, 400, 12, 850, 400, 12]),
      channel('huawei', 'offline', [500, 480, 300, 9, 480, 300, 9]),
      channel('unknown', 'online', [400, 370, 100, 3, 370, 100, 3]),
    ],
  });
});

test('a platform without receipts has none, whatever the event', () => {
  const app = anApp({withoutReceipts: ['unknown']});
  const [sum, , online] = broadcast.transform(sample, aContext({app})).points;
  expect(sum!.fields).toMatchObject({sent: 850, receipt_sent: 480, receipt_delivered: 300, receipt_clicked: 9});
  expect(online).toEqual(channel('unknown', 'online', [400, 370, 100, 3, 0, 0, 0]));
});

test('rows of one platform and event are added up; offline and online stay apart', () => {
  const body = withRows(row(0, {EventType: 1}), row(0, {EventType: 2}), row(0, {EventType: 1, SentCount: 30}));
  const {platforms, points} = broadcast.transform(body, aContext());
  expect(platforms).toEqual(['unknown']);
  expect(points.slice(1)).toEqual([
    channel('unknown', 'offline', [8, 33, 4, 2, 33, 4, 2]),
    channel('unknown', 'online', [4, 3, 2, 1, 3, 2, 1]),
  ]);
});

test('an event that the vendor does not document keeps its number', () => {
  const events = [0, 1, 2, 3, 99].map((EventType) => row(1, {EventType}));
  const {points} = broadcast.transform(withRows(...events), aContext());
  expect(points.slice(1).map(({tags}) => tags.event)).toEqual(['event_0', 'offline', 'online', 'event_3', 'event_99']);
});

test('without broadcasts there is a total of zeros and no platform', () => {
  expect(broadcast.transform({...sample, Results: []}, aContext())).toEqual({platforms: [], points: [total(ZEROS)]});
});

test('a platform and event that an earlier answer had is written as zeros', () => {
  const stored = [
    channel('huawei', 'offline', [9, 9, 9, 9, 9, 9, 9]),
    channel('huawei', 'online', [5, 4, 3, 2, 4, 3, 2]),
  ];
  const previous = anEntry({report: 'broadcast', platforms: ['huawei']});
  const {points} = broadcast.transform(withRows(row(3, {EventType: 1})), aContext({stored, previous}));
  expect(points).toEqual([
    total([900, 850, 400, 12, 3, 2, 1]),
    channel('huawei', 'offline', [4, 3, 2, 1, 3, 2, 1]),
    channel('huawei', 'online', ZEROS),
  ]);
});

test('every point has a copy for the age that the answer reaches, zeros too', () => {
  const stored = [channel('vivo', 'offline', [9, 9, 9, 9, 9, 9, 9])];
  const {points} = broadcast.transform(sample, aContext({stored, refresh: [{name: '10m', seconds: 600}]}));
  const plain = points.slice(0, 4);
  expect(points.slice(4)).toEqual(
    plain.map((point) => ({...point, measurement: `${point.measurement}_aged`, tags: {...point.tags, age: '10m'}})),
  );
});

function refusal(body: unknown): string {
  try {
    broadcast.transform(body, aContext());
  } catch (error) {
    expect(error).toBeInstanceOf(ContractError);
    return (error as ContractError).message;
  }
  throw new Error('it was accepted');
}

const {Results: _, ...withoutResults} = sample;

test.each<[string, unknown, string]>([
  ['nothing', null, 'the answer is not an object, got: null'],
  ['no Results', withoutResults, 'Results is not an array, got: undefined'],
  ['Results of null', {...sample, Results: null}, 'Results is not an array, got: null'],
  ['Results by name', {...sample, Results: {0: result}}, 'Results is not an array, got: an object'],
  ['two Results', {...sample, Results: [result, result]}, 'Results is not a list of at most one element, got: 2'],
  ['a result that is none', {...sample, Results: [7]}, 'Results[0] is not an object, got: 7'],
  [
    'a total that is no count',
    {...sample, Results: [{...result, SentCount: '850'}]},
    'Results[0].SentCount is not a count, got: "850"',
  ],
  [
    'rows that are no list',
    {...sample, Results: [{...result, PlatformStatistics: {}}]},
    'Results[0].PlatformStatistics is not an array, got: an object',
  ],
  ['a row that is none', withRows(null), 'Results[0].PlatformStatistics[0] is not an object, got: null'],
  [
    'a platform that is no number',
    withRows(row('3', {EventType: 1})),
    'Results[0].PlatformStatistics[0].PushPlatform is not a count, got: "3"',
  ],
  [
    'a row without its event',
    withRows(row(3)),
    'Results[0].PlatformStatistics[0].EventType is not a count, got: undefined',
  ],
  [
    'an event below zero',
    withRows(row(3, {EventType: -1})),
    'Results[0].PlatformStatistics[0].EventType is not a count, got: -1',
  ],
  [
    'a count below zero',
    withRows(row(3, {EventType: 1, ClickCount: -1})),
    'Results[0].PlatformStatistics[0].ClickCount is not a count, got: -1',
  ],
  [
    'rows that do not add up exactly',
    withRows(row(3, {EventType: 1, SentCount: 2 ** 53 - 1}), row(3, {EventType: 1})),
    'Results[0].PlatformStatistics is not small enough to add up exactly, got: 9007199254740994',
  ],
])('an answer with %s is refused by place, name and value', (_what, body, message) => {
  expect(refusal(body)).toBe(message);
});

test('an answer names at most 64 platforms and events', () => {
  const rows = (count: number) => Array.from({length: count}, (_, i) => row(i >> 1, {EventType: 1 + (i & 1)}));
  expect(broadcast.transform(withRows(...rows(64)), aContext()).points).toHaveLength(65);
  expect(refusal(withRows(...rows(65)))).toBe(
    'Results[0].PlatformStatistics is not a list of at most 64 platforms, got: 65',
  );
});
