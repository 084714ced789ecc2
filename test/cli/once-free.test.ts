import {DuckDBInstance} from '@duckdb/node-api';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {onceFree} from '../../src/cli/held-file.js';
import {StoreDeniedError} from '../../src/domain/errors.js';
import {ManualClock} from '../support/doubles/manual-clock.js';
import {silentLog} from '../support/doubles/silent-log.js';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';
import {eventually} from '../support/oracle/eventually.js';
import {launchCollector} from '../support/servers/collector-process.js';

const never = new AbortController().signal;
const held = new StoreDeniedError('held by PID 7', {path: 'push.duckdb', pid: 7});
const opening = (refusals: readonly Error[], clock = new ManualClock('2026-03-01T00:00Z')) => {
  const left = [...refusals];
  const open = async () => {
    const refusal = left.shift();
    if (refusal) throw refusal;
    return 'open';
  };
  return {open, clock, left};
};

test('a held file is asked for again; anything else that is wrong with it is told at once', async () => {
  const briefly = opening([held, held]);
  expect(await onceFree(briefly.open, {stop: never, clock: briefly.clock, log: silentLog})).toBe('open');
  const denied = new StoreDeniedError('not ours', {path: 'push.duckdb'});
  const wrong = opening([denied]);
  await expect(onceFree(wrong.open, {stop: never, clock: wrong.clock, log: silentLog})).rejects.toBe(denied);
  expect(wrong.clock.slept).toEqual([]);
});

test('one that stays held is told after 12 s, and waited for no longer than until a signal', async () => {
  const forLong = opening(Array(1000).fill(held));
  const started = forLong.clock.elapsed();
  await expect(onceFree(forLong.open, {stop: never, clock: forLong.clock, log: silentLog})).rejects.toBe(held);
  expect(Math.round((forLong.clock.elapsed() - started) / 1000)).toBe(12);

  const stopping = new AbortController();
  const stopped = opening(Array(1000).fill(held));
  const open = () => {
    if (stopped.left.length === 995) stopping.abort(new Error('got SIGTERM'));
    return stopped.open();
  };
  expect(await onceFree(open, {stop: stopping.signal, clock: stopped.clock, log: silentLog})).toBeUndefined();
  expect(stopped.left.length).toBe(994);
});

describe('start', () => {
  let bench: TwoApps;
  beforeEach(async () => {
    bench = await openTwoApps();
    await bench.configure({log: {level: 'info'}});
  });
  afterEach(() => bench.close());

  test('begins once a command has let go of the file, and ends at a signal before', async () => {
    const command = await DuckDBInstance.create(bench.database);
    const args = ['start', '--config', 'collector.yaml'];
    const [stays, goes] = [0, 1].map(() => launchCollector(bench.workplace.folder, args)) as [
      ReturnType<typeof launchCollector>,
      ReturnType<typeof launchCollector>,
    ];
    const waits = 'waiting for the file, which is held';
    await eventually(() => stays.stderr.includes(waits) && goes.stderr.includes(waits));
    expect(await goes.stop('SIGTERM')).toMatchObject({code: 0});
    command.closeSync();
    await eventually(() => stays.stderr.includes('collector started'));
    expect(await stays.stop('SIGTERM')).toMatchObject({code: 0});
  });
});
