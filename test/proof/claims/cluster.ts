import {setTimeout as sleep} from 'node:timers/promises';
import {influx2, type TargetStore} from '../../support/fixtures/stores.js';
import {eventually} from '../../support/oracle/eventually.js';
import {dueWindows, type OracleJob} from '../../support/oracle/oracle.js';
import {type Influxd, startInfluxd} from '../../support/servers/influxd.js';
import {type RedisServer, startRedis} from '../../support/servers/redis-server.js';
import {metricSum, served} from '../../support/servers/served.js';
import {claimOfCases, type Random} from '../cases.js';
import type {Claim} from '../claim.js';
import {flawsOfCalls} from '../cluster-judge.js';
import {type ClusterMember, openMembers} from '../cluster-members.js';
import {type Experiment, HOUR, openExperiment, quietAge, withinAnHour} from '../experiment-fixture.js';
import {WallClock} from '../faketime.js';
import {LagLog} from '../lag-log.js';

/** Of one case. The pace of the real API would make it last three times as long. */
interface Form {
  readonly paceMs: number;
  readonly minGapMs: number;
  readonly apps: number;
  readonly members: number;
  readonly lockMs: number;
  /** How long a machine stands still, and how many do so together. */
  readonly suspendedMs: number;
  readonly suspendedAtOnce: number;
  readonly casesAtOnce: number;
  readonly cases: readonly Case[];
}

interface Case {
  /** What happens, one after another. */
  readonly blows: readonly BlowName[];
  /** Windows of each app. */
  readonly hours: number;
  /** The work lasts as long as the blows; otherwise those that come too late are left out. */
  readonly allOfThem?: true;
}

const PATIENCE_MS = 200_000;
/** Machines that are suspended together are within so long. */
const TOGETHER_MS = 3000;

let influxd: Influxd;

interface Scene extends Form {
  readonly all: readonly ClusterMember[];
  readonly clock: WallClock;
  readonly redis: RedisServer;
  readonly experiment: Experiment;
  readonly random: Random;
  readonly lag: LagLog;
  /** Whether windows are still missing. */
  isAtWork(): Promise<boolean>;
}

/** What happens to a cluster, once; resolves to what went wrong with that. */
type Blow = (scene: Scene) => Promise<string[]>;

const blows = {
  /** At any moment between two calls of its lane. */
  async killed(scene: Scene) {
    await sleep(scene.random() * scene.paceMs);
    const member = lastCaller(scene);
    await member.process.stop('SIGKILL');
    await sleep(scene.random() * 1000);
    await member.start();
    return [];
  },
  /** Those that called last, not quite together. */
  async suspended({all, experiment, random, suspendedMs, suspendedAtOnce}: Scene) {
    const calledAt = ({host}: ClusterMember) =>
      experiment.simulator.requests.findLastIndex((call) => call.host === host);
    const chosen = [...all].sort((a, b) => calledAt(b) - calledAt(a)).slice(0, suspendedAtOnce);
    await Promise.all(
      chosen.map(async ({process: {pid}}) => {
        await sleep(random() * TOGETHER_MS);
        process.kill(pid, 'SIGSTOP');
        await sleep(suspendedMs);
        process.kill(pid, 'SIGCONT');
      }),
    );
    return [];
  },
  async 'without Redis'({redis, random}: Scene) {
    await redis.kill(random() < 0.5 ? 'SIGKILL' : 'SIGTERM');
    await sleep(random() * 4000);
    await redis.start();
    return [];
  },
  async 'emptied Redis'({redis}: Scene) {
    await redis.client.flushall();
    return [];
  },
  async 'restarted one by one'({all}: Scene) {
    const flaws: string[] = [];
    for (const member of all) flaws.push(...(await restarted(member)));
    return flaws;
  },
  /** For ten minutes, whatever a restart takes. */
  async 'restarted every 20 s'({all, isAtWork}: Scene) {
    const flaws: string[] = [];
    for (let restarts = 0; restarts < 30; restarts += 1) {
      if (!(await isAtWork())) return [...flaws, `the work was over after ${restarts} restarts`];
      const [found] = await Promise.all([restarted(all[restarts % all.length]!), sleep(20_000)]);
      flaws.push(...found);
    }
    return flaws;
  },
  async 'clock steps'({clock, random}: Scene) {
    // Back and forth, and always more than a minute ahead, so that it shows: to a clock that is behind, what others have recorded lies in
    // the future, and what is asked for twice for that reason has two right answers.
    clock.set(Math.round(75 * (1 + random())));
    return [];
  },
} satisfies Record<string, Blow>;

type BlowName = keyof typeof blows;

function lastCaller({all, experiment}: Scene): ClusterMember {
  const host = experiment.simulator.requests.at(-1)?.host;
  return all.find((member) => member.host === host) ?? all[0]!;
}

async function restarted(member: ClusterMember): Promise<string[]> {
  const startedMs = performance.now();
  const {code} = await member.process.stop();
  const tookMs = performance.now() - startedMs;
  await member.start();
  return code === 0 && tookMs < 10_000 ? [] : [`ended with ${code} after ${Math.round(tookMs)} ms`];
}

const SHORT: Form = {
  paceMs: 400,
  minGapMs: 250,
  apps: 3,
  members: 3,
  lockMs: 3000,
  suspendedMs: 8000,
  suspendedAtOnce: 1,
  casesAtOnce: 1,
  cases: [
    {blows: ['killed', 'suspended'], hours: 12},
    {blows: ['without Redis', 'emptied Redis'], hours: 12},
    {blows: ['restarted one by one'], hours: 12},
  ],
};

/** `times` in each of so many cases, with work for longer than that takes. */
function often(cases: number, times: number, name: BlowName, hours: number): Case[] {
  return Array(cases).fill({blows: Array(times).fill(name), hours, allOfThem: true});
}

/**
 * 100 kills, 30 suspensions of a minute, 20 restarts of Redis, 10 times emptied, 20 steps of a clock, ten minutes of rolling restarts:
 * half an hour. What lasts longest begins first.
 */
const LONG: Form = {
  paceMs: 1250,
  minGapMs: 1000,
  apps: 4,
  members: 5,
  lockMs: 15_000,
  suspendedMs: 60_000,
  suspendedAtOnce: 3,
  casesAtOnce: 2,
  cases: [
    ...often(1, 1, 'restarted every 20 s', 400),
    ...often(2, 5, 'suspended', 160),
    ...often(10, 10, 'killed', 45),
    ...often(2, 10, 'without Redis', 45),
    ...often(2, 10, 'clock steps', 30),
    ...often(2, 5, 'emptied Redis', 20),
    ...often(2, 1, 'restarted one by one', 20),
  ],
};

async function flaw(index: number, random: Random, form: Form): Promise<string | undefined> {
  const {blows: kinds, hours, allOfThem = false} = form.cases[index % form.cases.length]!;
  const jobs: OracleJob[] = [{step: '1h', span: hours * HOUR, refresh: quietAge()}];
  const simulator = {host: '0.0.0.0'};
  const experiment = await openExperiment({apps: form.apps, jobs, paceMs: form.paceMs, simulator});
  const target = await influx2(influxd, experiment.workplace);
  const redis = await startRedis();
  const clock = new WallClock(experiment.workplace.path('clock'));
  const envOf = (member: number) => (kinds.includes('clock steps') && member === 0 ? clock.env : {});
  const settings = {prefix: 'proof', turn: '2s', lock: `${form.lockMs / 1000}s`};
  const all = await openMembers(form.members, {experiment, target, redis, cluster: settings, envOf});
  const windows = experiment.apps.flatMap((app) =>
    jobs.flatMap((job) => dueWindows(app, job, Date.now() / 1000)),
  ).length;
  // The database is read only when it may hold everything: the process that reads it sees the calls, too.
  const isAnswered = () => answeredWindows(experiment) >= windows;
  const isAtWork = async () => !isAnswered() || ledgerLines(await target.lines()) < windows;
  const lag = new LagLog();
  const scene: Scene = {...form, lag, all, clock, redis, experiment, random, isAtWork};
  try {
    await Promise.all(all.map((member) => member.start()));
    const begunMs = Date.now();
    const {flaws, done} = await play(scene, kinds);
    if (allOfThem && done < kinds.length) flaws.push(`the work was over after ${done} of ${kinds.length} blows`);
    await eventually(async () => !(await isAtWork()), PATIENCE_MS + 2 * hours * form.paceMs);
    const seen = await unseen(all, kinds.slice(0, done), begunMs);
    const ends = await Promise.all(all.map((member) => member.process.stop()));
    const wrongEnds = ends.flatMap(({code, stderr}) =>
      code === 0 ? [] : [`ended with ${code}: ${stderr.slice(-300)}`],
    );
    experiment.evidence.add('output', all.map(({output}) => output).join(''));
    const found = [...flaws, ...seen, ...wrongEnds, ...(await judge(scene, kinds, target))];
    return found.length > 0 ? `${kinds}: ${found.join('; ')}` : undefined;
  } catch (error) {
    return `${kinds}: ${(error as Error).stack}`;
  } finally {
    lag.stop();
    for (const member of all) await member.process?.stop('SIGKILL');
    await redis.stop();
    await target.close();
    await experiment.close();
  }
}

/** Each at a moment of the collection, as long as there is one. */
async function play(scene: Scene, kinds: readonly BlowName[]): Promise<{flaws: string[]; done: number}> {
  const flaws: string[] = [];
  const {requests} = scene.experiment.simulator;
  for (const [done, kind] of kinds.entries()) {
    if (done > 0 && !(await scene.isAtWork())) return {flaws, done};
    const until = requests.length + 3 + scene.random() * 6;
    await eventually(async () => requests.length > until || !(await scene.isAtWork()), PATIENCE_MS);
    flaws.push(...(await blows[kind](scene)));
  }
  return {flaws, done: kinds.length};
}

async function judge(scene: Scene, kinds: readonly BlowName[], target: TargetStore): Promise<string[]> {
  const {experiment, all, minGapMs, paceMs, lag} = scene;
  const lanes = new Map(experiment.apps.map(({sdkAppId, name}) => [sdkAppId, `${name} chat`]));
  // The log of one whose clock was set tells nothing of when.
  const members = kinds.includes('clock steps') ? undefined : all;
  // Where Redis has forgotten everything, a call that was granted before still leaves, and the next holder waits for two paces.
  const toleranceMs = kinds.includes('emptied Redis') ? 2 * paceMs : 250;
  const calls = flawsOfCalls(experiment.simulator.requests, members, {minGapMs, lanes, toleranceMs, lag});
  return [...calls, ...experiment.flawsOf(await target.lines())];
}

/** What metrics have to show at the end, by what happened. */
const shown: Readonly<Record<BlowName, (told: Told, times: number) => boolean>> = {
  killed: ({sum}) => sum('cluster_take_overs_total') > 0,
  suspended: ({sum}) => sum('cluster_take_overs_total') + sum('cluster_lost_locks_total') > 0,
  'without Redis': ({most}, times) => most('cluster_redis_disconnects_total') >= times,
  'emptied Redis': ({sum}, times) => sum('cluster_redis_forgotten_total') >= times,
  'restarted one by one': ({areAnew}) => areAnew,
  'restarted every 20 s': ({areAnew}) => areAnew,
  'clock steps': ({most}) => most('clock_lead_seconds') > 0,
};

interface Told {
  sum(name: string): number;
  most(name: string): number;
  /** All have started since the work began. */
  readonly areAnew: boolean;
}

async function unseen(all: readonly ClusterMember[], done: readonly BlowName[], begunMs: number): Promise<string[]> {
  const texts = await Promise.all(all.map(async ({port}) => (await served(port, '/metrics')).text));
  const each = (name: string) => texts.map((text) => metricSum(text, name));
  const told: Told = {
    sum: (name) => each(name).reduce((sum, value) => sum + value, 0),
    most: (name) => Math.max(...each(name).map(Math.abs)),
    areAnew: texts.every(
      (text) => Number(/^process_start_time_seconds (.*)/m.exec(text)?.[1]) * 1000 >= begunMs - 1000,
    ),
  };
  const kinds = [...new Set(done)];
  const hidden = kinds.filter((kind) => !shown[kind](told, done.filter((each) => each === kind).length));
  return hidden.map((kind) => `no metric tells of “${kind}”`);
}

function answeredWindows({simulator}: Experiment): number {
  const answered = simulator.requests.filter(({code}) => code === 0);
  return new Set(answered.map(({sdkAppId, start}) => `${sdkAppId} ${start}`)).size;
}

function ledgerLines(lines: readonly string[]): number {
  return lines.filter((line) => line.startsWith('timpush_ledger ')).length;
}

const claimOf = (form: Form, cases: number) =>
  claimOfCases({
    name: 'cluster',
    title:
      'whatever befalls machines and Redis, no lane has two callers, no call comes early, and every window is right',
    count: () => cases,
    atOnce: form.casesAtOnce,
    flaw: (index, random) => withinAnHour(() => flaw(index, random, form)),
    async begin() {
      influxd = await startInfluxd();
      return () => influxd.stop();
    },
  });

const short = claimOf(SHORT, SHORT.cases.length);
const long = claimOf(LONG, LONG.cases.length);

export const cluster: Claim = {...long, run: (options) => (options.short ? short : long).run(options)};
