import {expect, test} from '@jest/globals';
import {ContractError} from '../../src/domain/errors.js';
import {campaigns} from '../../src/timpush/campaigns.js';
import {anApp} from '../support/fixtures/examples.js';
import {row} from './reports/example.js';
import {campaignSample} from './reports/samples.js';

const [spring] = campaignSample.Results;
const read = (body: unknown, app = anApp({withoutReceipts: ['unknown']})) => campaigns.read(body, app);
const results = (...Results: unknown[]) => ({...campaignSample, Results});
/** What is wrong with a task. */
const fault = (result: object) => (read(results({...spring, ...result})).get('spring-1') as ContractError).message;

const fields = ['total', 'sent', 'delivered', 'clicked', 'receipt_sent', 'receipt_delivered', 'receipt_clicked'];
const counts = (...values: number[]) => Object.fromEntries(fields.map((field, i) => [field, values[i] ?? 0]));

test('a request names its tasks, five at most, in the spelling of statistics', () => {
  expect(campaigns).toMatchObject({name: 'campaigns', command: 'all_member_push_statistics', mostTasks: 5});
  expect(campaigns.request(['a', 'b'], {start: 100, end: 200})).toEqual({
    StartTime: 100,
    EndTime: 200,
    TaskID: ['a', 'b'],
  });
});

test('each task has its counts and those of its channels; receipts are those of platforms that report them', () => {
  expect([...read(campaignSample)]).toEqual([
    [
      'spring-1',
      [
        {counts: counts(900, 850, 400, 12, 480, 300, 9)},
        {channel: {platform: 'huawei', event: 'offline'}, counts: counts(500, 480, 300, 9, 480, 300, 9)},
        {channel: {platform: 'unknown', event: 'online'}, counts: counts(400, 370, 100, 3)},
      ],
    ],
    ['spring-2', [{counts: counts()}]],
  ]);
});

test.each([
  [{TotalCount: -1}, 'Results[0].TotalCount is not a count, got: -1'],
  [{PlatformStatistics: [row(1)]}, 'Results[0].PlatformStatistics[0].EventType is not a count, got: undefined'],
  [{PlatformStatistics: 7}, 'Results[0].PlatformStatistics is not an array, got: 7'],
])('a task with %j cannot be read, and its neighbour can', (result, message) => {
  expect(fault(result)).toBe(message);
  const both = read(results({...spring, ...result}, {...spring, TaskID: 'other'}));
  expect(both.get('spring-1')).toBeInstanceOf(ContractError);
  expect(both.get('other')).toHaveLength(3);
});

test('a task that stands there twice cannot be told', () => {
  const found = read(results(spring, {...spring, TaskID: 'other'}, spring));
  expect((found.get('spring-1') as ContractError).message).toBe('Results[2].TaskID is not there once, got: "spring-1"');
  expect(found.get('other')).toHaveLength(3);
});

test.each<[unknown, string]>([
  [{...campaignSample, Results: undefined}, 'Results is not an array, got: undefined'],
  [results(5), 'Results[0] is not an object, got: 5'],
  [results({...spring, TaskID: undefined}), 'Results[0].TaskID is not a task id, got: undefined'],
  [results({...spring, TaskID: 7}), 'Results[0].TaskID is not a task id, got: 7'],
])('an answer of which nobody can tell whose it is breaks the contract as a whole', (body, message) => {
  expect(() => read(body)).toThrow(ContractError);
  expect(() => read(body)).toThrow(message);
});
