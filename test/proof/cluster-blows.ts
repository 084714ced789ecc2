import {setTimeout as sleep} from 'node:timers/promises';
import type {RedisServer} from '../support/servers/redis-server.js';
import {metricSum, served} from '../support/servers/served.js';
import type {Random} from './cases.js';
import type {ClusterMember} from './cluster-members.js';
import type {Experiment} from './experiment-fixture.js';
import type {WallClock} from './faketime.js';

/** A cluster at work. */
export interface Scene {
  readonly all: readonly ClusterMember[];
  /** Those whose machine is not there. */
  readonly gone: Set<ClusterMember>;
  readonly clock: WallClock;
  readonly redis: RedisServer;
  readonly experiment: Experiment;
  readonly random: Random;
  readonly form: BlowForm;
  /** Whether windows are still missing. */
  isAtWork(): Promise<boolean>;
}

export interface BlowForm {
  readonly paceMs: number;
  /** How long a machine stands still, and how many do so together. */
  readonly suspendedMs: number;
  readonly suspendedAtOnce: number;
  /** The next machine vanishes so long after the one before. */
  readonly vanishEveryMs: number;
}

/** What happens to a cluster. */
interface Blow {
  /** Resolves to what went wrong with that. */
  deal(scene: Scene): Promise<string[]>;
  /** Whether the metrics show at the end that it happened so often. */
  shows(told: Told, times: number): boolean;
}

interface Told {
  sum(name: string): number;
  most(name: string): number;
  /** All have started since the work began. */
  readonly areAnew: boolean;
}

/** Machines that are suspended together are within so long. */
const TOGETHER_MS = 3000;

const blows = {
  killed: {
    /** At any moment between two calls of its lane. */
    async deal(scene) {
      await sleep(scene.random() * scene.form.paceMs);
      const member = lastCaller(scene);
      await member.process.stop('SIGKILL');
      await sleep(scene.random() * 1000);
      await member.start();
      return [];
    },
    shows: ({sum}) => sum('cluster_take_overs_total') > 0,
  },
  /** Nobody starts it again. */
  vanished: {
    async deal(scene) {
      const member = lastCaller(scene);
      scene.gone.add(member);
      await member.process.stop('SIGKILL');
      await sleep(scene.random() * scene.form.vanishEveryMs);
      return [];
    },
    shows: ({sum}) => sum('cluster_take_overs_total') > 0,
  },
  /** Those that called last, not quite together. */
  suspended: {
    async deal({all, experiment, random, form}) {
      const calledAt = ({host}: ClusterMember) =>
        experiment.simulator.requests.findLastIndex((call) => call.host === host);
      const chosen = [...all].sort((a, b) => calledAt(b) - calledAt(a)).slice(0, form.suspendedAtOnce);
      await Promise.all(
        chosen.map(async ({process: {pid}}) => {
          await sleep(random() * TOGETHER_MS);
          process.kill(pid, 'SIGSTOP');
          await sleep(form.suspendedMs);
          process.kill(pid, 'SIGCONT');
        }),
      );
      return [];
    },
    shows: ({sum}) => sum('cluster_take_overs_total') + sum('cluster_lost_locks_total') > 0,
  },
  'without Redis': {
    async deal({redis, random}) {
      await redis.kill(random() < 0.5 ? 'SIGKILL' : 'SIGTERM');
      await sleep(random() * 4000);
      await redis.start();
      return [];
    },
    shows: ({most}, times) => most('cluster_redis_disconnects_total') >= times,
  },
  'emptied Redis': {
    async deal({redis}) {
      await redis.client.flushall();
      return [];
    },
    shows: ({sum}, times) => sum('cluster_redis_forgotten_total') >= times,
  },
  'restarted one by one': {
    async deal({all}) {
      const flaws: string[] = [];
      for (const member of all) flaws.push(...(await restarted(member)));
      return flaws;
    },
    shows: ({areAnew}) => areAnew,
  },
  /** For ten minutes, whatever a restart takes. */
  'restarted every 20 s': {
    async deal({all, isAtWork}) {
      const flaws: string[] = [];
      for (let restarts = 0; restarts < 30; restarts += 1) {
        if (!(await isAtWork())) return [...flaws, `the work was over after ${restarts} restarts`];
        const [found] = await Promise.all([restarted(all[restarts % all.length]!), sleep(20_000)]);
        flaws.push(...found);
      }
      return flaws;
    },
    shows: ({areAnew}) => areAnew,
  },
  'clock steps': {
    async deal({clock, random}) {
      // Back and forth, and always more than a minute ahead, so that it shows: to a clock that is behind, what others have recorded lies in
      // the future, and what is asked for twice for that reason has two right answers.
      clock.set(Math.round(75 * (1 + random())));
      return [];
    },
    shows: ({most}) => most('clock_lead_seconds') > 0,
  },
} satisfies Record<string, Blow>;

export type BlowName = keyof typeof blows;

export function deal(name: BlowName, scene: Scene): Promise<string[]> {
  return blows[name].deal(scene);
}

/** Which of the blows since `begunMs`, Unix milliseconds, no metric tells of. */
export async function unseen({all, gone}: Scene, done: readonly BlowName[], begunMs: number): Promise<string[]> {
  const living = all.filter((member) => !gone.has(member));
  const texts = await Promise.all(living.map(async ({port}) => (await served(port, '/metrics')).text));
  const each = (name: string) => texts.map((text) => metricSum(text, name));
  const told: Told = {
    sum: (name) => each(name).reduce((sum, value) => sum + value, 0),
    most: (name) => Math.max(...each(name).map(Math.abs)),
    areAnew: texts.every(
      (text) => Number(/^process_start_time_seconds (.*)/m.exec(text)?.[1]) * 1000 >= begunMs - 1000,
    ),
  };
  const kinds = [...new Set(done)];
  const hidden = kinds.filter((kind) => !blows[kind].shows(told, done.filter((each) => each === kind).length));
  return hidden.map((kind) => `no metric tells of “${kind}”`);
}

function lastCaller({all, gone, experiment}: Scene): ClusterMember {
  const living = all.filter((member) => !gone.has(member));
  const host = experiment.simulator.requests.at(-1)?.host;
  return living.find((member) => member.host === host) ?? living[0]!;
}

async function restarted(member: ClusterMember): Promise<string[]> {
  const startedMs = performance.now();
  const {code} = await member.process.stop();
  const tookMs = performance.now() - startedMs;
  await member.start();
  return code === 0 && tookMs < 10_000 ? [] : [`ended with ${code} after ${Math.round(tookMs)} ms`];
}
