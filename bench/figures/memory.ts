import type {Figure} from '../figure.js';
import {inRounds, spread} from '../rounds.js';
import {withApi, withInflux, within} from '../stage.js';

interface Memory {
  /** Just after the work. */
  readonly busyMb: number;
  readonly rssMb: number;
  readonly highestRssMb: number;
  /** Of the heap, after everything unused has gone. */
  readonly liveMb: number;
}

/** By then V8 has seen that nothing goes on, and has given back what it does not need. */
const REST_MS = 115_000;

/** What an app takes that waits for its next tick. */
export const memory: Figure = {
  name: 'memory',
  measure: ({quick}) =>
    withStand(async (after) => {
      const load = {windows: 1, paceMs: 1250, restMs: REST_MS};
      const rounds = await inRounds(quick ? 1 : 5, () =>
        Promise.all([after({...load, apps: 10_000}), after({...load, apps: 1})]),
      );
      const each = (of: (memory: Memory) => number) =>
        spread(rounds.map(([many, one]) => ((of(many) - of(one)) * 1000) / 10_000));
      return [
        {
          what: 'memory: kB for each of 10,000 apps, RSS two minutes after the last call',
          value: each(({rssMb}) => rssMb),
          target: {atMost: 8},
        },
        {
          what: 'memory: the same right after the last call',
          value: each(({busyMb}) => busyMb),
          target: undefined,
          note: 'what the collector of garbage has not taken yet, too',
        },
        {
          what: 'memory: of these, kB of the heap that is in use',
          value: each(({liveMb}) => liveMb),
          target: undefined,
        },
      ];
    }),
};

/** What weeks of hours take while they are fetched into InfluxDB. */
export const backfillMemory: Figure = {
  name: 'backfill-memory',
  measure: ({quick}) =>
    withStand(async (after) => {
      const windows = quick ? 100 : 480;
      const rounds = await inRounds(quick ? 1 : 5, async () => ({
        idleMb: (await after({apps: 1000, windows: 1, paceMs: 1250, restMs: 0})).busyMb,
        highestMb: (await after({apps: 1000, windows, paceMs: 500, restMs: 0})).highestRssMb,
      }));
      const megabytes = (of: (round: (typeof rounds)[number]) => number) => spread(rounds.map(of)).median.toFixed(0);
      return [
        {
          what: 'memory: highest RSS of a backfill of 1,000 apps ÷ RSS idle',
          value: spread(rounds.map(({highestMb, idleMb}) => highestMb / idleMb)),
          target: {atMost: 1.5},
          note: `${windows} hours, 2.5 times the real pace, ${megabytes(({highestMb}) => highestMb)} MB against ${megabytes(({idleMb}) => idleMb)} MB`,
        },
      ];
    }),
};

interface Trial {
  readonly apps: number;
  readonly windows: number;
  readonly paceMs: number;
  readonly restMs: number;
}

/** `after` is what a fresh process takes after it has collected into a fresh database. */
function withStand<T>(work: (after: (trial: Trial) => Promise<Memory>) => Promise<T>): Promise<T> {
  return withApi(({api}) =>
    withInflux((newDatabase) =>
      work(({restMs, ...load}) =>
        within('collector', async (process) => {
          await process.ask('collect', {api, influx: await newDatabase(), inFlight: 4, ...load});
          return process.ask<Memory>('memory', {restMs});
        }),
      ),
    ),
  );
}
