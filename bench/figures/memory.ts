import type {Figure} from '../figure.js';
import {inRounds, spread} from '../rounds.js';
import {withApi, withInflux, within} from '../stage.js';

interface Memory {
  readonly rssMb: number;
  readonly highestRssMb: number;
  /** Of the heap, after everything unused has gone. */
  readonly liveMb: number;
}

/** What an app takes that waits for its next tick, and what a month of hours takes while it is fetched into InfluxDB. */
export const memory: Figure = {
  name: 'memory',
  measure: ({quick}) =>
    withApi(({api}) =>
      withInflux(async (newDatabase) => {
        const after = (apps: number, windows: number, paceMs: number) =>
          within('collector', async (process) => {
            const influx = await newDatabase();
            await process.ask('collect', {api, influx, apps, windows, inFlight: 4, paceMs});
            return process.ask<Memory>('memory');
          });
        const rounds = await inRounds(quick ? 1 : 3, async () => {
          const [many, one] = [await after(10_000, 1, 1250), await after(1, 1, 1250)];
          const each = (of: (memory: Memory) => number) => ((of(many) - of(one)) * 1000) / 10_000;
          return {rss: each(({rssMb}) => rssMb), live: each(({liveMb}) => liveMb)};
        });
        const idle = await after(1000, 1, 1250);
        const windows = quick ? 100 : 720;
        const busy = await after(1000, windows, 500);
        return [
          {what: 'memory: kB for each of 10,000 apps', value: spread(rounds.map(({rss}) => rss)), target: {atMost: 8}},
          {
            what: 'memory: of these, kB of the heap that is in use',
            value: spread(rounds.map(({live}) => live)),
            target: undefined,
            note: 'the rest has not been collected yet',
          },
          {
            what: 'memory: highest RSS of a backfill of 1,000 apps ÷ RSS idle',
            value: spread([busy.highestRssMb / idle.rssMb]),
            target: {atMost: 1.5},
            note: `${windows} hours, 2.5 times the real pace, ${busy.highestRssMb.toFixed(0)} MB against ${idle.rssMb.toFixed(0)} MB`,
          },
        ];
      }),
    ),
};
