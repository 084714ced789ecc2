import type {ClusterView} from '../domain/cluster-view.js';
import type {Clock} from '../domain/ports.js';
import {heldLane, type Machines} from './machines.js';
import type {TurnQueue} from './turn-queue.js';

const SHOWN_LANES = 500;

/** What all collectors do, as Redis tells. `own` is the name of the one that asks. */
export async function surveyCluster(
  own: string,
  {machines, turns, clock}: {readonly machines: Machines; readonly turns: TurnQueue; readonly clock: Clock},
): Promise<Omit<ClusterView, 'failure'>> {
  const {count: waiting, sinceMs} = await turns.waiting();
  const oldestWaiting = sinceMs === undefined ? 0 : Math.max(0, Math.round((clock.now() - sinceMs) / 1000));
  const held = (await turns.active(SHOWN_LANES)).map(heldLane);
  return {machines: await machines.all(own), waiting, oldestWaiting, held, takeOvers: await machines.takeOvers()};
}
