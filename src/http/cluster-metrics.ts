import {Counter, Gauge, type Registry} from 'prom-client';
import type {ClusterView, MachineView} from '../domain/cluster-view.js';

const prefix = 'timpush_collector_cluster_';
const nothing = {lanes: 0, turns: 0, lost: 0, takeOvers: 0, disconnects: 0, forgotten: 0};

/** What this collector and the others share, in numbers, read when somebody asks; some seconds old. */
export function watchCluster(registry: Registry, view: () => ClusterView) {
  const registers = [registry];
  const own = (): Pick<MachineView, keyof typeof nothing> => view().machines.find(({isThis}) => isThis) ?? nothing;
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name: prefix + name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  const counter = (name: string, help: string, value: () => number) =>
    new Counter({
      name: `${prefix}${name}_total`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  return [
    gauge('lanes_held', 'Pairs of an app and a report that this collector works on', () => own().lanes),
    counter('turns', 'Turns that this collector has taken', () => own().turns),
    counter('lost_locks', 'Turns that this collector has lost to another', () => own().lost),
    counter('take_overs', 'Turns that this collector has taken over from one that was gone', () => own().takeOvers),
    gauge('waiting_lanes', 'Pairs that wait for a collector, of all', () => view().waiting),
    gauge('oldest_waiting_seconds', 'Time that the first of them has waited', () => view().oldestWaiting),
    gauge('machines', 'Collectors that share the work', () => view().machines.length),
    counter('redis_disconnects', 'Connections to Redis that this collector has lost', () => own().disconnects),
    counter('redis_forgotten', 'Times that this collector was the first to find Redis empty', () => own().forgotten),
    gauge('redis_up', 'Redis answered the last time: 1 or 0', () => (view().failure === '' ? 1 : 0)),
  ];
}
