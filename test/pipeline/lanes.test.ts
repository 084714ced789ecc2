import {setImmediate} from 'node:timers/promises';
import {describe, expect, test} from '@jest/globals';
import type {RunSignals, Wanted} from '../../src/domain/executor.js';
import type {Job} from '../../src/domain/job.js';
import {Lanes} from '../../src/pipeline/lanes.js';
import {type Gate, gate} from '../support/doubles/gate.js';
import {silentLog} from '../support/doubles/silent-log.js';
import {aJob, anApp} from '../support/fixtures/examples.js';
import {until} from '../support/oracle/until.js';

const job = aJob();
const shop = anApp();

interface Execution extends RunSignals {
  readonly of: string;
  readonly end: Gate;
  /** What the turn leaves for the next one. */
  unfinished: readonly Job[];
}

const daily = aJob({step: {name: '1d', unit: 'days', count: 1}});
const broadcast = aJob({report: {...job.report, name: 'broadcast'}});

/** Turns that end when a test says so, and a clock whose sleeps do. */
function lanes() {
  const executions: Execution[] = [];
  const sleeps: {ms: number; end: () => void}[] = [];
  const deps = {
    async takeTurn({app, jobs}: Wanted, signals: RunSignals) {
      const of = [app.name, jobs[0]!.report.name, ...jobs.map(({step}) => step.name)].join(' ');
      const execution: Execution = {of, end: gate(), unfinished: [], ...signals};
      executions.push(execution);
      await execution.end.opened;
      return execution.unfinished;
    },
    appsOf: () => [shop, anApp({name: 'other'})],
    clock: {
      sleep: (ms: number, signal?: AbortSignal) =>
        new Promise<void>((resolve, reject) => {
          const sleep = {ms, end: resolve};
          sleeps.push(sleep);
          signal?.addEventListener('abort', () => {
            sleeps.splice(sleeps.indexOf(sleep), 1);
            reject(signal.reason);
          });
        }),
    },
    log: silentLog,
  };
  const sleepEnds = async (ms: number) => {
    await until(() => sleeps.some((sleep) => sleep.ms === ms));
    sleeps.find((sleep) => sleep.ms === ms)!.end();
  };
  return {lanes: new Lanes(deps), executions, sleeps, sleepEnds};
}

test('apps and reports have their turns side by side; jobs of one report that come together share one', async () => {
  const {lanes: all, executions} = lanes();
  all.tick(job);
  all.begin(broadcast, shop);
  all.begin(daily, shop);
  await setImmediate();
  expect(executions.map(({of}) => of)).toEqual(['shop chat 1h 1d', 'other chat 1h', 'shop broadcast 1h']);
  expect(executions.map(({handover}) => handover.aborted)).toEqual([false, false, false]);
});

test('a turn that has ended makes room for the next', async () => {
  const {lanes: all, executions} = lanes();
  all.begin(job, shop);
  await setImmediate();
  executions[0]!.end.open();
  await setImmediate();
  all.begin(job, shop);
  await setImmediate();
  expect(executions.map(({handover}) => handover.aborted)).toEqual([false, false]);
});

test('another job of the report makes the turn hand over; what it leaves shares the next one', async () => {
  const {lanes: all, executions} = lanes();
  all.begin(job, shop);
  await setImmediate();
  all.begin(daily, shop);
  expect(executions[0]!.handover.aborted).toBe(true);
  executions[0]!.unfinished = [job];
  executions[0]!.end.open();
  await until(() => executions.length === 2);
  expect(executions[1]!.of).toBe('shop chat 1d 1h');
});

test('what a turn leaves goes on in another, though nobody asked', async () => {
  const {lanes: all, executions} = lanes();
  all.begin(job, shop);
  await setImmediate();
  executions[0]!.unfinished = [job];
  executions[0]!.end.open();
  await until(() => executions.length === 2);
  executions[1]!.end.open();
  await setImmediate();
  expect(executions).toHaveLength(2);
});

describe('a lane that is asked for while it is at work', () => {
  test('hands over and is never doubled, however often it is asked for; then one new turn begins', async () => {
    const {lanes: all, executions, sleeps} = lanes();
    all.begin(job, shop);
    await setImmediate();
    for (let times = 0; times < 3; times += 1) all.begin(job, shop);
    expect({executions: executions.length, timers: sleeps.length}).toEqual({executions: 1, timers: 1});
    expect({handover: executions[0]!.handover.aborted, cancel: executions[0]!.cancel.aborted}).toEqual({
      handover: true,
      cancel: false,
    });
    executions[0]!.end.open();
    await until(() => executions.length === 2);
    expect(executions[1]!.handover.aborted).toBe(false);
    executions[1]!.end.open();
    await until(() => sleeps.length === 0);
    expect(executions).toHaveLength(2);
  });

  test('is cancelled when it does not end within a minute', async () => {
    const {lanes: all, executions, sleepEnds} = lanes();
    all.begin(job, shop);
    await setImmediate();
    all.begin(job, shop);
    await sleepEnds(60_000);
    await until(() => executions[0]!.cancel.aborted);
    executions[0]!.end.open();
    await until(() => executions.length === 2);
    expect(executions[1]!.cancel.aborted).toBe(false);
  });

  test('is left behind when it hangs even then, and its late end does not touch the turn that took its place', async () => {
    const {lanes: all, executions, sleepEnds, sleeps} = lanes();
    all.begin(job, shop);
    await setImmediate();
    all.begin(job, shop);
    await sleepEnds(60_000);
    await sleepEnds(10_000);
    await until(() => {
      if (executions.length === 1) all.begin(job, shop);
      return executions.length === 2;
    });
    executions[0]!.end.open();
    await executions[0]!.end.opened;
    all.begin(job, shop);
    expect(executions).toHaveLength(2);
    expect(executions[1]!.handover.aborted).toBe(true);
    await until(() => sleeps.length === 1);
  });
});

describe('stopping', () => {
  test('with nothing at work is done at once', async () => {
    await expect(lanes().lanes.stop(8000)).resolves.toBeUndefined();
  });

  test('waits for the turns at work, cancels none that ends in time, and leaves no timer', async () => {
    const {lanes: all, executions, sleeps} = lanes();
    all.begin(job, shop);
    await setImmediate();
    const stopped = all.stop(8000);
    expect(executions[0]!.handover.aborted).toBe(true);
    expect(executions[0]!.cancel.aborted).toBe(false);
    executions[0]!.end.open();
    await stopped;
    expect(sleeps).toEqual([]);
  });

  test('cancels what has not ended within the grace, and does not wait for what hangs', async () => {
    const {lanes: all, executions, sleepEnds} = lanes();
    all.begin(job, shop);
    await setImmediate();
    const stopped = all.stop(8000);
    await sleepEnds(8000);
    await until(() => executions[0]!.cancel.aborted);
    await sleepEnds(1000);
    await expect(stopped).resolves.toBeUndefined();
  });

  test('begins nothing any more, not even what was waiting for its turn', async () => {
    const {lanes: all, executions} = lanes();
    all.begin(job, shop);
    await setImmediate();
    all.begin(job, shop);
    const stopped = all.stop(8000);
    executions[0]!.end.open();
    await stopped;
    all.begin(job, shop);
    expect(executions).toHaveLength(1);
  });
});
