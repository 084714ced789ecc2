import {openDuckDb} from '../../src/duckdb/duckdb-store.js';
import {currentPushFindings} from '../../src/findings/current.js';
import {pushFindings} from '../../src/findings/push-findings.js';
import {lookUp} from '../../src/timpush/loss-codes.js';
import type {Figure, Row} from '../figure.js';
import {HOUR, LOAD_END} from '../processes/load.js';
import {inRounds, spread} from '../rounds.js';
import {quiet} from '../stored.js';
import {withFindingsFile} from '../stored-findings.js';

/** A week, the day around it, and what it is compared with. */
const DAYS = 21;
const now = LOAD_END + HOUR / 3;

/** How long it takes to find what is wrong with pushes, in hours of many apps of which one in a hundred has an incident. */
export const findings: Figure = {
  name: 'findings',
  measure: async ({quick}) => {
    const apps = quick ? 100 : 1000;
    return withFindingsFile({apps, days: DAYS}, async (path) => {
      const store = await openDuckDb({path}, {log: quiet});
      const deps = {store, explainLoss: lookUp};
      const names = Array.from({length: apps}, (_, index) => `app-${index}`);
      const span = {start: now - 7 * 24 * HOUR, end: now};
      try {
        const rounds = await inRounds(quick ? 2 : 3, async () => ({
          week: await timeOf(() => pushFindings({report: 'chat', apps: names, span, now}, deps)),
          current: await timeOf(() => currentPushFindings(now, ['chat'], deps)),
        }));
        const row = (what: string, value: (round: (typeof rounds)[number]) => number): Row => {
          return {
            what: `findings of ${apps} apps in DuckDB: ${what}, ms`,
            value: spread(rounds.map(value)),
            target: undefined,
          };
        };
        return [row('a week of hours', ({week}) => week), row('what goes on', ({current}) => current)];
      } finally {
        await store.close();
      }
    });
  },
};

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
