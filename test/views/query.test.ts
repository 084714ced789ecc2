import {describe, expect, test} from '@jest/globals';
import {QueryError} from '../../src/domain/query-error.js';
import {parseStep} from '../../src/domain/window.js';
import {lookUp} from '../../src/timpush/loss-codes.js';
import {queries} from '../../src/views/query.js';
import {at, ManualClock} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {aJob, anApp} from '../support/fixtures/examples.js';

const DAY = 86_400;
const hourly = aJob({step: parseStep('1h')!, span: 7 * DAY});
const daily = aJob({step: parseStep('1d')!, span: 30 * DAY});
const counts = {total: 0, delivered: 0, clicked: 0, receipt_sent: 0, receipt_delivered: 0, receipt_clicked: 0};

function asking(jobs = [daily, hourly], store = new MemoryStore()) {
  return queries({
    jobs,
    apps: [anApp()],
    store,
    clock: new ManualClock('2026-03-31T12:34:56.789Z'),
    explainLoss: lookUp,
    timezone: 'UTC',
  });
}

test('a report says which time it is about', async () => {
  expect(await asking().report({last: '1d'})).toEqual({
    report: 'chat',
    step: '1h',
    timezone: 'UTC',
    from: '2026-03-30T12:34:56Z',
    to: '2026-03-31T12:34:56Z',
    windows: {collected: 0, expected: 24},
    rows: [],
    whyLost: null,
  });
});

test.each([
  ['what the finest step reaches', '7d', '1h'],
  ['what it just does not reach', '169h', '1d'],
  ['the default', undefined, '1h'],
  ['what a coarser step reaches', '30d', '1d'],
  ['weeks', '4w', '1d'],
  ['more than any step reaches', '31d', '1d'],
  ['much more', '3653d', '1d'],
])('the step is the finest that reaches so far back: %s', async (_name, last, step) => {
  expect((await asking().report(last === undefined ? {} : {last})).step).toBe(step);
});

test('a step that is asked for is used, whether a job has it or not', async () => {
  expect((await asking().report({last: '1d', step: '1d'})).step).toBe('1d');
  expect((await asking().report({step: '6h'})).step).toBe('6h');
});

test('windows count that end within the time asked for', async () => {
  const store = new MemoryStore();
  const sent = (start: string, many: number) => ({
    measurement: 'timpush_chat_total_1h',
    tags: {app: 'shop', sdkappid: '1400000001'},
    fields: {...counts, sent: many},
    time: at(start),
  });
  await store.write([
    sent('2026-03-31T08:00Z', 1),
    sent('2026-03-31T09:00Z', 20),
    sent('2026-03-31T10:00Z', 300),
    sent('2026-03-31T11:00Z', 4000),
  ]);
  const asked = queries({
    jobs: [hourly],
    apps: [anApp()],
    store,
    clock: new ManualClock('2026-03-31T12:00Z'),
    explainLoss: lookUp,
    timezone: 'UTC',
  });
  expect((await asked.report({last: '2h'})).rows[0]!.counts!.sent).toBe(4300);
  expect((await asked.report({last: '119m'})).rows[0]!.counts!.sent).toBe(4300);
  expect((await asked.report({last: '121m'})).rows[0]!.counts!.sent).toBe(4320);
  expect((await asked.report({last: '24h'})).rows[0]!.counts!.sent).toBe(4321);
});

describe('is refused, as something that the one who asks can mend:', () => {
  const bad = [
    '',
    '7',
    '7 d',
    '-7d',
    '0d',
    '1.5h',
    '7D',
    'd',
    '7y',
    '100ms',
    '3654d',
    '99999999999d',
    `${'9'.repeat(200)}d`,
  ];
  test.each(bad)('the duration %j', async (last) => {
    await expect(asking().report({last})).rejects.toThrow(QueryError);
    await expect(asking().report({last})).rejects.toMatchObject({statusCode: 400});
  });

  test.each(['', '5h', '1w', '1h; DROP', '0d'])('the step %j', async (step) => {
    await expect(asking().report({step})).rejects.toMatchObject({name: 'QueryError', statusCode: 400});
  });
});

test('a report is not asked with what it does not know', async () => {
  const misspelt = {lsat: '30d'} as object;
  await expect(asking().report(misspelt)).rejects.toThrow('“lsat” is not asked here, was “last” meant?');
  await expect(asking().report(misspelt)).rejects.toMatchObject({statusCode: 400});
});

test('the status is that of now', async () => {
  const [status] = await asking([hourly]).status();
  expect(status).toMatchObject({
    app: 'shop',
    step: '1h',
    oldestHole: {start: '2026-03-24T12:00:00.000Z'},
    lastRun: null,
  });
});
