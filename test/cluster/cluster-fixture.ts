import {type ClusterOptions, openCluster} from '../../src/cluster/open-cluster.js';
import type {App} from '../../src/domain/app.js';
import type {Cluster, LaneJobs} from '../../src/domain/cluster.js';
import type {Executor, RunSignals, TakeTurn} from '../../src/domain/executor.js';
import type {Job} from '../../src/domain/job.js';
import type {Log} from '../../src/domain/ports.js';
import {systemClock} from '../../src/system-clock.js';
import {silentLog} from '../support/doubles/silent-log.js';
import {aJob, anApp} from '../support/fixtures/examples.js';
import {eventually} from '../support/oracle/eventually.js';
import type {RedisServer} from '../support/servers/redis-server.js';

export const shop = anApp();
export const hourly = aJob();
export const daily = aJob({step: {name: '1d', unit: 'days', count: 1}});
export const lanes: readonly LaneJobs<Job>[] = [
  {job: hourly, apps: [shop]},
  {job: daily, apps: [shop]},
];

export interface Member {
  readonly cluster: Cluster;
  readonly executor: Executor;
  /** Turns as they begin. */
  readonly turns: Turn[];
  close(): Promise<void>;
}

export interface Turn extends RunSignals {
  readonly app: App;
  readonly steps: readonly string[];
}

let prefixes = 0;

/** Collectors of one cluster, each as a process would have it, on a prefix of their own. */
export function aCluster(redis: RedisServer, more: Partial<ClusterOptions> = {}) {
  prefixes += 1;
  const prefix = `test-${process.pid}-${prefixes}`;
  const members: Member[] = [];
  const pace = {paceMs: 100, maxInFlight: 2};
  const options = {redisUrl: redis.url, prefix, turnMs: 30_000, lanes: 100, lockMs: 3000, pace, ...more};
  return {
    prefix,
    /** `takeTurn` is what one of its turns does. Resolves when it is connected. */
    async join(
      takeTurn: TakeTurn,
      {all = lanes, log = silentLog}: {all?: readonly LaneJobs<Job>[]; log?: Log} = {},
    ): Promise<Member> {
      const cluster = openCluster(options, {clock: systemClock(), log});
      const turns: Turn[] = [];
      const executor = cluster.lanes(
        () => all,
        (wanted, signals) => {
          turns.push({app: wanted.app, steps: wanted.jobs.map(({step}) => step.name), ...signals});
          return takeTurn(wanted, signals);
        },
      );
      const member = {cluster, executor, turns, close: () => cluster.close()};
      members.push(member);
      await eventually(() => cluster.view().machines.length > 0);
      return member;
    },
    async close() {
      for (const {executor, cluster} of members) {
        await executor.stop(100);
        await cluster.close();
      }
    },
  };
}

/** Works until it is told to end. */
export const untilToldToEnd: TakeTurn = async (_wanted, {handover}) => {
  if (!handover.aborted) await new Promise((resolve) => handover.addEventListener('abort', resolve, {once: true}));
  return [];
};
