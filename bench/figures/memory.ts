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

/** What an app takes that waits for its next tick, and what a month of hours takes while it is fetched into InfluxDB. */
export const memory: Figure = {
  name: 'memory',
  measure: ({quick}) =>
    withApi(({api}) =>
      withInflux(async (newDatabase) => {
        const after = (apps: number, windows: number, paceMs: number, restMs: number) =>
          within('collector', async (process) => {
            const influx = await newDatabase();
            await process.ask('collect', {api, influx, apps, windows, inFlight: 4, paceMs});
            return process.ask<Memory>('memory', {restMs});
          });
        const rounds = await inRounds(quick ? 1 : 3, async () => {
          const one = after(1, 1, 1250, REST_MS);
          const many = await after(10_000, 1, 1250, REST_MS);
          const each = (of: (memory: Memory) => number, few: Memory) => ((of(many) - of(few)) * 1000) / 10_000;
          const few = await one;
          return {
            rest: each(({rssMb}) => rssMb, few),
            busy: each(({busyMb}) => busyMb, few),
            live: each(({liveMb}) => liveMb, few),
          };
        });
        const windows = quick ? 100 : 480;
        const backfills = await inRounds(1, async () => {
          const {busyMb: idleMb} = await after(1000, 1, 1250, 0);
          const {highestRssMb} = await after(1000, windows, 500, 0);
          return {idleMb, highestRssMb};
        });
        const ofBackfills = (of: (backfill: (typeof backfills)[number]) => number) => spread(backfills.map(of));
        const mb = (of: (backfill: (typeof backfills)[number]) => number) => `${ofBackfills(of).median.toFixed(0)} MB`;
        return [
          {
            what: 'memory: kB for each of 10,000 apps, RSS two minutes after the last call',
            value: spread(rounds.map(({rest}) => rest)),
            target: {atMost: 8},
          },
          {
            what: 'memory: the same right after the last call',
            value: spread(rounds.map(({busy}) => busy)),
            target: undefined,
            note: 'what the collector of garbage has not taken yet, too',
          },
          {
            what: 'memory: of these, kB of the heap that is in use',
            value: spread(rounds.map(({live}) => live)),
            target: undefined,
          },
          {
            what: 'memory: highest RSS of a backfill of 1,000 apps ÷ RSS idle',
            value: ofBackfills(({highestRssMb, idleMb}) => highestRssMb / idleMb),
            target: {atMost: 1.5},
            note: `${windows} hours, 2.5 times the real pace, ${mb(({highestRssMb}) => highestRssMb)} against ${mb(({idleMb}) => idleMb)}`,
          },
        ];
      }),
    ),
};
