import type {Figure} from '../figure.js';
import type {Cost} from '../processes/cost.js';
import {inRounds, spread} from '../rounds.js';
import {costIn, withApi, withInflux} from '../stage.js';

/** 64 calls in flight; no pace, so that nothing but work takes time. */
const LOAD = {apps: 16, inFlight: 4, paceMs: 0};
const WARM_UP = {windows: 200};

/** CPU per window and windows per second against the least that anybody can do, with no database in either. */
export const overhead: Figure = {
  name: 'overhead',
  measure: ({quick}) =>
    withApi(async ({api}) => {
      // Enough that the wait of the last windows for others to share their request, half a second, does not count.
      const load = {...LOAD, api, windows: quick ? 1000 : 9000};
      const rounds = await inRounds(quick ? 3 : 7, async () => ({
        bare: await costIn('bare-loop', load, WARM_UP),
        ours: await costIn('collector', load, WARM_UP),
      }));
      const ratio = (of: (cost: Cost) => number) => spread(rounds.map(({ours, bare}) => of(ours) / of(bare)));
      const own = spread(rounds.map(({ours}) => cpuPerWindow(ours) * 1000));
      return [
        {
          what: 'overhead: CPU per window ÷ bare loop',
          value: ratio(cpuPerWindow),
          target: {atMost: 1.5},
          note: `ours ${own.median.toFixed(0)} µs`,
        },
        {what: 'ceiling: windows per second ÷ bare loop', value: ratio(windowsPerMs), target: {atLeast: 0.65}},
      ];
    }),
};

/** CPU per window of the script that one would write instead, into the same database. */
export const naive: Figure = {
  name: 'naive',
  measure: ({quick}) =>
    withApi(({api}) =>
      withInflux(async (newDatabase) => {
        const load = {...LOAD, api, windows: quick ? 500 : 1500};
        const costOf = async (client: 'naive-script' | 'collector') =>
          costIn(client, {...load, influx: await newDatabase()}, {...WARM_UP, influx: await newDatabase()});
        const rounds = await inRounds(quick ? 3 : 5, async () => {
          const script = await costOf('naive-script');
          const ours = await costOf('collector');
          return cpuPerWindow(script) / cpuPerWindow(ours);
        });
        const what = 'against the naive script: its CPU per window ÷ ours';
        return [{what, value: spread(rounds), target: {atLeast: 2}, note: 'ours also keeps a ledger'}];
      }),
    ),
};

export function cpuPerWindow({cpuMs, windows}: Cost): number {
  return cpuMs / windows;
}

function windowsPerMs({windows, wallMs}: Cost): number {
  return windows / wallMs;
}
