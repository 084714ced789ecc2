import {setTimeout as sleep} from 'node:timers/promises';
import {expect, test} from '@jest/globals';
import {BeyondRetentionError} from '../../src/domain/errors.js';
import {noopMeter} from '../../src/domain/noop-meter.js';
import type {Point} from '../../src/domain/point.js';
import {BATCH, BatchWriter} from '../../src/pipeline/batch-writer.js';
import {run} from '../../src/pipeline/run.js';
import {at, ManualClock} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {ScriptedSource} from '../support/doubles/scripted-source.js';
import {silentLog} from '../support/doubles/silent-log.js';
import {aJob, anApp} from '../support/fixtures/examples.js';
import {hits} from '../support/fixtures/hits.js';

const NOW = at('2026-03-08T12:00Z');
const HOUR = 3600;

/** Keeps points for so many hours, and refuses older ones as InfluxDB does: the others of a request are stored. */
class ForgetfulStore extends MemoryStore {
  constructor(
    private readonly hours: number,
    private readonly tells: boolean,
  ) {
    super();
    if (tells) this.keeps = hours * HOUR;
  }

  override async write(points: readonly Point[]): Promise<void> {
    const old = points.filter(({time}) => time < NOW - this.hours * HOUR);
    await super.write(points.filter((point) => !old.includes(point)));
    if (old.length === 0) return;
    if (points.length === 1 && !this.tells) this.keeps = Math.min(this.keeps ?? NOW, NOW - old[0]!.time - 1);
    throw new BeyondRetentionError('points beyond retention policy', points);
  }
}

async function running(store: MemoryStore) {
  // Answers take longer than writes, as they do at the vendor's pace.
  const source = new ScriptedSource(NOW, () => sleep(5, 1));
  const {signal} = new AbortController();
  const recorder = new BatchWriter(store, {...BATCH, lingerMs: 2, soonMs: 1}, noopMeter);
  const clock = new ManualClock('2026-03-08T12:00Z');
  const job = aJob({report: hits, span: 24 * HOUR});
  const deps = {source, store, recorder, clock, meter: noopMeter, log: silentLog};
  const summary = await run({job, app: anApp(), maxInFlight: 1, handover: signal, cancel: signal}, deps);
  const states = new Map<string | undefined, number>();
  for (const {coverage} of summary.survey) states.set(coverage, (states.get(coverage) ?? 0) + 1);
  return {summary, states: Object.fromEntries(states), asked: source.asked.length};
}

test('windows that the store does not keep have a state of their own and cost no call', async () => {
  const {summary, states, asked} = await running(new ForgetfulStore(10, true));
  expect(summary).toMatchObject({windowsOk: 9, windowsFailed: 0, windowsLeft: 0, error: undefined});
  expect({states, asked}).toEqual({states: {fresh: 9, unkept: 14, undefined: 1}, asked: 9});
});

test('where the store does not tell, the windows that it refuses do: they are not left, rejected, or asked for at the next tick', async () => {
  const store = new ForgetfulStore(10, false);
  const first = await running(store);
  expect(first.summary).toMatchObject({windowsOk: 9, windowsFailed: 0, windowsLeft: 0, error: undefined});
  expect(first.states).toEqual({fresh: 9, unkept: 14, undefined: 1});
  expect(first.asked).toBeLessThan(23);
  expect((await running(store)).asked).toBe(0);
});
