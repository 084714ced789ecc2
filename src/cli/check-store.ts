import type {Collector} from '../collector.js';
import type {Config} from '../config/config.js';
import {gridChanges, gridText} from '../domain/grid-change.js';
import {checkNames} from '../domain/ledger.js';
import {unkeptJobs, unkeptText} from '../domain/retention.js';
import {errorText} from '../domain/run-summary.js';
import {systemClock} from '../system-clock.js';

/** What `check` says of one thing. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  /** It works, and yet something should be done. */
  readonly warning?: true;
  /** What was found, or what is wrong and what to do. */
  readonly text: string;
}

export async function tryStore(collector: Collector): Promise<Finding> {
  return finding('store', async () => {
    await collector.store.ping();
    await checkNames(collector);
    await collector.store.probe(Math.floor(systemClock().now() / 1000));
    return 'written and read back';
  });
}

/** Nothing where this process works alone. */
export async function tryCluster({cluster}: Config): Promise<Finding[]> {
  if (!cluster) return [];
  const what = 'cluster';
  const {checkRedis} = await import('../cluster/look-in.js');
  try {
    const options = {prefix: cluster.prefix, redisUrl: cluster.redisUrl.read()};
    const {text, warnings} = await checkRedis(options, systemClock());
    return [
      {what, ok: true, text},
      ...warnings.map((warned): Finding => ({what, ok: true, warning: true, text: warned})),
    ];
  } catch (error) {
    return [{what, ok: false, text: errorText({error})}];
  }
}

/** What lies on another grid, and what the store does not keep: normally there is nothing to be told. */
export async function lookInside(collector: Collector): Promise<Finding[]> {
  const changes = await gridChanges(collector.store, collector, Math.floor(systemClock().now() / 1000));
  const unkept = await unkeptJobs(collector.store, collector.jobs);
  return [
    ...changes.map((change) => ({what: 'grid', ok: false, text: gridText(change, collector.timezone)})),
    ...unkept.map((job) => ({what: 'retention', ok: true, text: unkeptText(job)})),
  ];
}

export async function finding(what: string, attempt: () => Promise<string>): Promise<Finding> {
  try {
    return {what, ok: true, text: await attempt()};
  } catch (error) {
    return {what, ok: false, text: errorText({error})};
  }
}
