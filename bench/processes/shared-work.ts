import {setTimeout as sleep} from 'node:timers/promises';
import {openCluster} from '../../src/cluster/open-cluster.js';
import type {App} from '../../src/domain/app.js';
import type {RunSignals} from '../../src/domain/executor.js';
import type {Job} from '../../src/domain/job.js';
import type {Clock, Log} from '../../src/domain/ports.js';
import type {Load} from './load.js';

/** One turn lasts as long as there is work: without a ledger the next would begin anew. */
const TURN_MS = 3_600_000;
const LOCK_MS = 15_000;
/** As by default. */
const LANES = 5000;

/** The collectors that share a load's cluster, seen from one of them. Undefined: this process works alone. */
export function openShared(load: Load, deps: {readonly clock: Clock; readonly log: Log}) {
  if (!load.cluster) return undefined;
  const pace = {paceMs: load.paceMs, maxInFlight: load.inFlight};
  const {redisUrl, prefix, collectors} = load.cluster;
  const cluster = openCluster({redisUrl, prefix, turnMs: TURN_MS, lockMs: LOCK_MS, lanes: LANES, pace}, deps);
  return {...cluster, view: () => cluster.view(), collectors};
}

/** Takes turns until all lanes of all collectors have had theirs. */
export async function takeTurns(
  cluster: NonNullable<ReturnType<typeof openShared>>,
  {job, apps}: {readonly job: Job; readonly apps: readonly App[]},
  work: (app: App, signals: RunSignals) => Promise<unknown>,
): Promise<void> {
  const lanes = [{job, apps}];
  const executor = cluster.lanes(
    () => lanes,
    async ({app}, signals) => {
      await work(app, signals);
      return [];
    },
  );
  const sum = (of: 'turns' | 'lanes') => cluster.view().machines.reduce((all, machine) => all + machine[of], 0);
  // Each asks for all lanes when it comes.
  while (cluster.view().machines.length < cluster.collectors) await sleep(50);
  // Remembered: whoever ends first is no longer among the machines, and may have had all turns.
  let begun = false;
  while (!begun || sum('lanes') > 0 || cluster.view().waiting > 0) {
    begun ||= sum('turns') > 0;
    await sleep(200);
  }
  await executor.stop(1000);
  await cluster.close();
}
