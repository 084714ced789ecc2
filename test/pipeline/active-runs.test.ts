import {setImmediate} from 'node:timers/promises';
import {describe, expect, test} from '@jest/globals';
import {ActiveRuns, type RunSignals} from '../../src/pipeline/active-runs.js';
import {type Gate, gate} from '../support/doubles/gate.js';
import {silentLog} from '../support/doubles/silent-log.js';
import {aJob, anApp} from '../support/fixtures/examples.js';
import {until} from '../support/oracle/until.js';

const job = aJob();
const shop = anApp();

interface Execution extends RunSignals {
  readonly of: string;
  readonly end: Gate;
}

/** Runs whose executions end when a test says so, and a clock whose sleeps do. */
function runs() {
  const executions: Execution[] = [];
  const sleeps: {ms: number; end: () => void}[] = [];
  const deps = {
    execute(of: typeof job, app: typeof shop, signals: RunSignals) {
      const execution = {of: `${app.name} ${of.step.name}`, end: gate(), ...signals};
      executions.push(execution);
      return execution.end.opened;
    },
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
  return {runs: new ActiveRuns(deps), executions, sleeps, sleepEnds};
}

test('jobs and apps run side by side', () => {
  const {runs: all, executions} = runs();
  all.begin(job, shop);
  all.begin(job, anApp({name: 'other'}));
  all.begin(aJob({step: {name: '1d', unit: 'days', count: 1}}), shop);
  expect(executions.map(({of}) => of)).toEqual(['shop 1h', 'other 1h', 'shop 1d']);
});

test('a run that has ended makes room for the next', async () => {
  const {runs: all, executions} = runs();
  all.begin(job, shop);
  executions[0]!.end.open();
  await setImmediate();
  all.begin(job, shop);
  expect(executions.map(({handover}) => handover.aborted)).toEqual([false, false]);
});

describe('a run that is asked for while it is at work', () => {
  test('hands over and is never doubled, however often it is asked for; then one new run begins', async () => {
    const {runs: all, executions, sleeps} = runs();
    all.begin(job, shop);
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
    const {runs: all, executions, sleepEnds} = runs();
    all.begin(job, shop);
    all.begin(job, shop);
    await sleepEnds(60_000);
    await until(() => executions[0]!.cancel.aborted);
    executions[0]!.end.open();
    await until(() => executions.length === 2);
    expect(executions[1]!.cancel.aborted).toBe(false);
  });

  test('is left behind when it hangs even then, and its late end does not touch the run that took its place', async () => {
    const {runs: all, executions, sleepEnds, sleeps} = runs();
    all.begin(job, shop);
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
    await expect(runs().runs.stop(8000)).resolves.toBeUndefined();
  });

  test('waits for the runs at work, cancels none that ends in time, and leaves no timer', async () => {
    const {runs: all, executions, sleeps} = runs();
    all.begin(job, shop);
    const stopped = all.stop(8000);
    expect(executions[0]!.handover.aborted).toBe(true);
    expect(executions[0]!.cancel.aborted).toBe(false);
    executions[0]!.end.open();
    await stopped;
    expect(sleeps).toEqual([]);
  });

  test('cancels what has not ended within the grace, and does not wait for what hangs', async () => {
    const {runs: all, executions, sleepEnds} = runs();
    all.begin(job, shop);
    const stopped = all.stop(8000);
    await sleepEnds(8000);
    await until(() => executions[0]!.cancel.aborted);
    await sleepEnds(1000);
    await expect(stopped).resolves.toBeUndefined();
  });

  test('begins nothing any more, not even what was waiting for its turn', async () => {
    const {runs: all, executions} = runs();
    all.begin(job, shop);
    all.begin(job, shop);
    const stopped = all.stop(8000);
    executions[0]!.end.open();
    await stopped;
    all.begin(job, shop);
    expect(executions).toHaveLength(1);
  });
});
