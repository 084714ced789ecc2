import {type Collector, known, openCollector} from '../../src/app.js';
import {systemClock} from '../../src/clock.js';
import {loadConfig} from '../../src/config/load.js';
import {measurement} from '../../src/domain/measurements.js';
import type {Store} from '../../src/domain/ports.js';
import type {RunSummary} from '../../src/domain/run-summary.js';
import {idleMeter} from '../../src/domain/silence.js';
import {run} from '../../src/run.js';
import {BATCH, BatchWriter} from '../../src/write.js';
import {silentLog} from '../support/silence.js';
import {Books} from './books.js';
import {openStage, type Stage, type StageOptions} from './stage.js';

/** Longer than any job of an experiment asks back. */
const LOOK_BACK = 10 * 86_400;

export interface Rig {
  readonly stage: Stage;
  readonly books: Books;
  /** Every job for every app, once. */
  tick(): Promise<readonly RunSummary[]>;
  /** Unix seconds. */
  now(): number;
  /** Looks into the ledger; the store has to be there. */
  observe(): Promise<void>;
  /** Time goes on only here. */
  pass(seconds: number): void;
  close(): Promise<void>;
}

export interface RigOptions extends Omit<StageOptions, 'now' | 'remember'> {
  /** Unix seconds. */
  readonly from: number;
  readonly store: Store;
  /** The same store for the eyes of the proof, with nothing in between. */
  readonly truth: Pick<Store, 'points'>;
  readonly timpush?: object;
}

/** The whole line in this process, on a clock that stands still during a run, into a store of one's own. */
export async function openRig({from, store, truth, timpush, ...options}: RigOptions): Promise<Rig> {
  let nowMs = from * 1000;
  const now = () => nowMs;
  const stage = await openStage({...options, now, remember: false});
  const clock = {...systemClock, now};
  const deps = {clock, meter: idleMeter, log: silentLog};
  // Its clients and jobs are used, its store never.
  const store1 = {store: 'influxdb', influxdb: {version: 1, url: 'http://127.0.0.1:1', database: 'none'}};
  await stage.configure({...store1, timpush: {paceMs: options.paceMs, retries: 3, userSigTtl: '365d', ...timpush}});
  const config = loadConfig({path: stage.workplace.path('collector.yaml'), env: {}}, known);
  const collector: Collector = await openCollector(config, deps);
  const books = new Books({apps: stage.apps, jobs: options.jobs, simulator: stage.simulator}, now);
  const keeper = books.watching(new BatchWriter(store, {...BATCH, lingerMs: 10, soonMs: 5}, idleMeter));
  async function observe(): Promise<void> {
    const span = {start: now() / 1000 - LOOK_BACK, end: now() / 1000};
    books.observe(await truth.points({measurement: measurement.ledger, span}));
  }
  return {
    stage,
    books,
    observe,
    async tick() {
      const runs = await Promise.all(
        collector.apps.flatMap((app) =>
          collector.jobs.map((job) =>
            run(
              {job, app, maxInFlight: config.timpush.maxInFlight, ...neverEnding()},
              {source: collector.source(app), store, keeper, ...deps},
            ),
          ),
        ),
      );
      // An outage that is still on is looked behind later.
      await observe().catch(() => undefined);
      return runs;
    },
    now: () => nowMs / 1000,
    pass(seconds) {
      nowMs += seconds * 1000;
    },
    async close() {
      await collector.close();
      await stage.close();
    },
  };
}

function neverEnding() {
  return {handover: new AbortController().signal, cancel: new AbortController().signal};
}
