import {expect, test} from '@jest/globals';
import {ApiError, StoreUnavailableError, TransportError} from '../../src/domain/errors.js';
import {healthAfter} from '../../src/domain/health.js';
import {
  type Asked,
  campaigning,
  channel,
  everything,
  ids,
  outcomesIn,
  result,
  results,
  spring,
} from '../support/fixtures/campaign-fixture.js';

test('a task that the answer does not name is unknown, and those beside it are not', async () => {
  const {run, points, asked} = campaigning(({TaskID}) =>
    results(...TaskID.filter((id) => id !== 'b').map((id) => result(id, 1))),
  );
  expect(await run(ids('a', 'b', 'c'))).toMatchObject({
    windowsOk: 2,
    windowsFailed: 1,
    windowsLeft: 0,
    error: undefined,
  });
  expect(await outcomesIn(points)).toEqual([
    ['a', 'ok', 0, 4],
    ['b', 'unknown', 0, 0],
    ['c', 'ok', 0, 4],
  ]);
  await run(ids('a', 'b', 'c'));
  expect(asked()).toHaveLength(1);
});

test('a run says which ids are unknown until they are known, also when it asks for nothing', async () => {
  const answers = ({TaskID}: Asked, n: number) =>
    results(...TaskID.filter((id) => id !== 'b' || n > 0).map((id) => result(id, 1)));
  const {run, clock, asked} = campaigning(answers);
  const unknown = async () => {
    const summary = await run(ids('a', 'b'));
    return [summary.unknown, healthAfter(summary).refused];
  };
  expect([await unknown(), await unknown()]).toEqual([
    [['b'], 1],
    [['b'], 1],
  ]);
  expect(asked()).toHaveLength(1);
  clock.set('2026-03-01T09:10:00Z');
  expect(await unknown()).toEqual([[], 0]);
});

const refusing =
  (code: number, ...bad: string[]) =>
  (asked: Asked) => {
    if (asked.TaskID.some((id) => bad.includes(id))) throw new ApiError(code, `code ${code}`, 'reject');
    return everything(asked);
  };

test.each([
  [90049, 'unknown'],
  [90100, 'rejected'],
])('a call that is refused with %d for the sake of one task is made again for each alone', async (code, outcome) => {
  const {run, points, asked} = campaigning(refusing(code, 'b'));
  expect(await run(ids('a', 'b', 'c'))).toMatchObject({windowsOk: 2, windowsFailed: 1, calls: 4, error: undefined});
  expect(asked()).toEqual([['a', 'b', 'c'], ['a'], ['b'], ['c']]);
  expect(await outcomesIn(points)).toEqual([
    ['a', 'ok', 0, 4],
    ['b', outcome, code, 0],
    ['c', 'ok', 0, 4],
  ]);
});

test('a task whose counts cannot be read is rejected, and nothing of it is taken', async () => {
  const {run, points} = campaigning(() => results({...result('a', 1), SentCount: '3'}, result('b', 1)));
  expect(await run(ids('a', 'b'))).toMatchObject({windowsOk: 1, windowsFailed: 1, error: undefined});
  expect(await outcomesIn(points)).toEqual([
    ['a', 'rejected', 0, 0],
    ['b', 'ok', 0, 4],
  ]);
});

test.each<[string, () => unknown]>([
  ['does not name', () => results()],
  ['refuses', refusing(90049, 'spring') as () => unknown],
  ['has no counts of any more', () => results(result('spring', 0))],
  ['has only clicks of any more', () => results({...result('spring', 0), ClickCount: 6})],
])('a task that the vendor %s keeps the counts that it had', async (_, forgotten) => {
  const script = (asked: Asked, n: number) =>
    n === 0 ? results(result('spring', 5, channel(1, 3, 5))) : (forgotten as (a: Asked) => unknown)(asked);
  const {run, points, clock} = campaigning(script);
  await run();
  clock.set('2026-03-02T09:00:00Z');
  expect(await run()).toMatchObject({windowsOk: 0, windowsFailed: 1});
  expect(await outcomesIn(points)).toEqual([['spring', 'unknown', expect.any(Number), 20]]);
  expect((await points('platform'))[0]!.fields).toMatchObject({total: 20, receipt_sent: 15});
});

test('a task of nobody has zeros, which are its counts', async () => {
  const {run, points} = campaigning(() => results(result('spring', 0)));
  await run();
  expect(await outcomesIn(points)).toEqual([['spring', 'ok', 0, 0]]);
});

test('trouble leaves the rest for the next tick, and says why', async () => {
  const trouble = new TransportError('reset');
  const {run, points, clock} = campaigning((asked, n) => {
    if (n === 1) throw trouble;
    return everything(asked);
  });
  const many = ids('a', 'b', 'c', 'd', 'e', 'f');
  expect(await run(many)).toMatchObject({windowsOk: 5, windowsLeft: 1, error: trouble});
  expect(await outcomesIn(points)).toHaveLength(5);
  clock.set('2026-03-01T09:01:00Z');
  expect(await run(many)).toMatchObject({windowsOk: 1, windowsLeft: 0, error: undefined});
});

test('a store that is away ends the run before any call', async () => {
  const {run, store, asked} = campaigning();
  store.failure = new StoreUnavailableError('no route');
  expect(await run()).toMatchObject({windowsOk: 0, calls: 0, error: store.failure});
  expect(asked()).toEqual([]);
});

test('a run that is to hand over begins no further call', async () => {
  const handover = new AbortController();
  const {run} = campaigning((asked) => {
    handover.abort();
    return everything(asked);
  });
  const summary = await run(ids('a', 'b', 'c', 'd', 'e', 'f'), {handover: handover.signal});
  expect(summary).toMatchObject({windowsOk: 5, windowsLeft: 1, error: undefined});
});

test.each([
  [0, []],
  [1, ['timpush_campaign_platform']],
])(
  'who loses the lane after %d writes writes no count of a campaign any more; how the run went is told',
  async (writes, kept) => {
    const hold = {id: 'ours', lost: false};
    let looks = 0;
    const script = () => results(result('spring', 10, channel(1, 3, 10)));
    const {run, written} = campaigning(script, {lost: async (holds) => (looks++ < writes ? new Set() : holds)});
    const {windowsLeft, error} = await run([spring], {hold});
    expect([windowsLeft, String(error)]).toEqual([1, expect.stringContaining('another collector has the lane')]);
    expect(written).toEqual([...kept, 'timpush_run']);
  },
);
