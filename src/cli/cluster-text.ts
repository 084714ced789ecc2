import type {Config} from '../config/config.js';
import type {ClusterView} from '../domain/cluster-view.js';
import {CollectorError} from '../domain/errors.js';
import {systemClock} from '../system-clock.js';
import {table} from './table.js';

const SHOWN = 20;

/** Which machines share the work, and who holds what. Empty where this process works alone. */
export async function clusterText({cluster}: Config, columns?: number): Promise<string> {
  if (!cluster) return '';
  const {viewOf} = await import('../cluster/look-in.js');
  try {
    const view = await viewOf({prefix: cluster.prefix, redisUrl: cluster.redisUrl.read()}, systemClock());
    return `\n${machineTable(view, columns)}${laneLines(view)}`;
  } catch (error) {
    if (!(error instanceof CollectorError)) throw error;
    return `\ncluster: ${error.message}; nobody is asked until it does\n`;
  }
}

function machineTable({machines}: ClusterView, columns?: number): string {
  if (machines.length === 0) return 'cluster: no collector is at work\n';
  return table(
    ['machine', 'since', 'lanes', 'turns', 'lost', 'taken over'],
    machines.map(({name, startedAt, lanes, turns, lost, takeOvers}) => [
      name,
      minute(startedAt),
      lanes,
      turns,
      lost,
      takeOvers,
    ]),
    columns,
  );
}

function laneLines({held, waiting, oldestWaiting, takeOvers}: ClusterView): string {
  const lanes = held.slice(0, SHOWN).map(({lane, machine, since}) => `${lane}: ${machine} since ${minute(since)}\n`);
  const more = held.length > SHOWN ? [`and ${held.length - SHOWN} more\n`] : [];
  const queue = waiting > 0 ? [`${waiting} wait, the first for ${oldestWaiting} s\n`] : [];
  const taken = takeOvers.slice(0, 5).map(({lane, by, at}) => `${lane}: taken over by ${by} at ${minute(at)}\n`);
  return [...lanes, ...more, ...queue, ...taken].join('');
}

function minute(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')}Z`;
}
