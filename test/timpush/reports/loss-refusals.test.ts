import {describe, expect, test} from '@jest/globals';
import {ContractError} from '../../../src/domain/errors.js';
import type {Report} from '../../../src/domain/report.js';
import {broadcastLoss} from '../../../src/timpush/reports/broadcast-loss.js';
import {chatLoss} from '../../../src/timpush/reports/chat-loss.js';
import {aContext} from './example.js';
import {losses, lossRow, verdict} from './loss-example.js';

function refusal(report: Report, body: unknown): string {
  try {
    report.transform(body, aContext());
  } catch (error) {
    expect(error).toBeInstanceOf(ContractError);
    return (error as ContractError).message;
  }
  throw new Error('it was accepted');
}

const NAMES =
  'one object with ReadyToSendLoss, PostSendDeliveredLoss, PlatformReadyToSendLoss, PlatformPostSendDeliveredLoss';
const MOST = Number.MAX_SAFE_INTEGER;
const of = (...rows: unknown[]) => ({...losses, PlatformReadyToSendLoss: [], PlatformPostSendDeliveredLoss: rows});
const platforms = (count: number) =>
  Array.from({length: count}, (_, platform) => ({EventType: 1, ...lossRow(platform, '1')}));

const cases: [what: string, arrays: Record<string, unknown>, message: string][] = [
  ['no arrays', {TaskID: ''}, `%s is not ${NAMES}, got: an object`],
  ['arrays two levels down', {a: {b: losses}}, `%s is not ${NAMES}, got: an object`],
  ['arrays in a list', {a: [losses]}, `%s is not ${NAMES}, got: an object`],
  ['arrays in two places', {...losses, Result: {PostSendDeliveredLoss: []}}, `%s is not ${NAMES}, got: 2`],
  ['arrays in two places below', {a: losses, b: losses}, `%s is not ${NAMES}, got: 2`],
  ['an object for an array', {...losses, ReadyToSendLoss: {}}, '%.ReadyToSendLoss is not an array, got: an object'],
  [
    'a text for an array below',
    {Loss: {...losses, PostSendDeliveredLoss: 'none'}},
    '%.Loss.PostSendDeliveredLoss is not an array, got: "none"',
  ],
  [
    'a row that is none',
    {...losses, ReadyToSendLoss: [losses.ReadyToSendLoss[0], 7]},
    '%.ReadyToSendLoss[1] is not an object, got: 7',
  ],
  [
    'a row without a platform',
    of({EventType: 1, ErrCode: '1', ErrCount: 1}),
    '%.PlatformPostSendDeliveredLoss[0].PushPlatform is not a count, got: undefined',
  ],
  [
    'a row without a code',
    of({EventType: 1, ...lossRow(1, undefined)}),
    '%.PlatformPostSendDeliveredLoss[0].ErrCode is not a code, got: undefined',
  ],
  [
    'a code of null',
    of({EventType: 1, ...lossRow(1, null)}),
    '%.PlatformPostSendDeliveredLoss[0].ErrCode is not a code, got: null',
  ],
  [
    'half a code',
    of({EventType: 1, ...lossRow(1, 0.5)}),
    '%.PlatformPostSendDeliveredLoss[0].ErrCode is not a code, got: 0.5',
  ],
  [
    'a code that cannot be read exactly',
    of({EventType: 1, ...lossRow(1, MOST + 1)}),
    `%.PlatformPostSendDeliveredLoss[0].ErrCode is not a code, got: ${MOST + 1}`,
  ],
  [
    'a list of codes',
    of({EventType: 1, ...lossRow(1, ['1'])}),
    '%.PlatformPostSendDeliveredLoss[0].ErrCode is not a code, got: an array',
  ],
  [
    'a row without a count',
    of({EventType: 1, ...lossRow(1, '1', null)}),
    '%.PlatformPostSendDeliveredLoss[0].ErrCount is not a count, got: null',
  ],
  [
    'a count below zero',
    of({EventType: 1, ...lossRow(1, '1', -1)}),
    '%.PlatformPostSendDeliveredLoss[0].ErrCount is not a count, got: -1',
  ],
  [
    'a count as text',
    of({EventType: 1, ...lossRow(1, '1', '1')}),
    '%.PlatformPostSendDeliveredLoss[0].ErrCount is not a count, got: "1"',
  ],
  [
    'a text that is none',
    of({EventType: 1, ...lossRow(1, '1', 1, 7)}),
    '%.PlatformPostSendDeliveredLoss[0].ErrInfo is not a text, got: 7',
  ],
  [
    'too many platforms',
    of(...platforms(65)),
    '%.PlatformPostSendDeliveredLoss is not a list of at most 64 platforms, got: 65',
  ],
];

describe.each<[Report, (arrays: object) => unknown, (message: string) => string]>([
  [chatLoss, (arrays) => ({...verdict, ...arrays}), (text) => text.replace('%s', 'the answer').replace('%.', '')],
  [
    broadcastLoss,
    (arrays) => ({...verdict, Results: [arrays]}),
    (text) => text.replace('%s', 'Results[0]').replace('%', 'Results[0]'),
  ],
])('$name refuses', (report, bodyOf, messageOf) => {
  test.each(cases)('%s', (_, arrays, message) => {
    expect(refusal(report, bodyOf(arrays))).toBe(messageOf(message));
  });

  const row = (code: string, count: number) => ({EventType: 1, ...lossRow(2, code, count)});
  const inexact = 'ErrCount is not small enough to add up exactly, got: 9007199254740992';

  test.each([
    ['of one code', [row('7', MOST), row('7', 1)]],
    ['of codes that go with the others', [row('é', MOST), row('ü', 1)]],
    ['of one class', [row('10001', MOST), row('10002', 1)]],
  ])('rows %s that do not add up exactly', (_, rows) => {
    expect(refusal(report, bodyOf(of(...rows)))).toBe(inexact);
  });

  test.each([null, [], 'x', 7])('a body that is %j', (body) => {
    expect(refusal(report, body)).toMatch(/^the answer is not an object, got: /);
  });

  test('arrays that stand only in a prototype', () => {
    const inherited = bodyOf(Object.create(losses));
    expect(refusal(report, inherited)).toContain('got: ');
  });

  test('no more than the bound: 64 platforms are fine', () => {
    expect(report.transform(bodyOf(of(...platforms(64))), aContext()).platforms).toHaveLength(64);
  });
});

test('a row of a broadcast names its event', () => {
  const body = {...verdict, Results: [of(lossRow(1, '1'))]};
  expect(refusal(broadcastLoss, body)).toBe(
    'Results[0].PlatformPostSendDeliveredLoss[0].EventType is not a count, got: undefined',
  );
});

test.each([
  ['no Results', verdict, 'Results is not an array, got: undefined'],
  ['two results', {...verdict, Results: [losses, losses]}, 'Results is not a list of at most one element, got: 2'],
  ['a result that is none', {...verdict, Results: [[losses]]}, 'Results[0] is not an object, got: an array'],
])('broadcast-loss refuses %s', (_, body, message) => {
  expect(refusal(broadcastLoss, body)).toBe(message);
});
