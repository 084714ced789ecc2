import {type Collector, known, openCollector} from '../../../src/collector.js';
import {loadConfig} from '../../../src/config/load.js';
import {noopMeter} from '../../../src/domain/noop-meter.js';
import {systemClock} from '../../../src/system-clock.js';
import {silentLog} from '../doubles/silent-log.js';
import type {Workplace} from '../fixtures/workplace.js';

/** The wired collector of `collector.yaml`, on a clock that stands where `now` says; beats and pauses take real time. */
export function openCollectorAt(now: () => number, workplace: Workplace): Promise<Collector> {
  const config = loadConfig({path: workplace.path('collector.yaml'), env: {}}, known);
  return openCollector(config, {clock: {...systemClock(), now}, meter: noopMeter, log: silentLog});
}

/** Every job for every app, once; what is left of it, and why. */
export async function runAll(collector: Collector): Promise<{readonly left: number; readonly errors: unknown[]}> {
  const {signal} = new AbortController();
  const pairs = collector.apps.flatMap((app) => collector.jobs.map((job) => ({app, job})));
  const summaries = await Promise.all(pairs.map((pair) => collector.run({...pair, handover: signal, cancel: signal})));
  return {
    left: summaries.reduce((sum, {windowsLeft}) => sum + windowsLeft, 0),
    errors: summaries.flatMap(({error}) => error ?? []),
  };
}
