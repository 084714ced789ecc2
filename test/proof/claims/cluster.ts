import {influx2} from '../../support/fixtures/stores.js';
import {eventually} from '../../support/oracle/eventually.js';
import {dueWindows, type OracleJob} from '../../support/oracle/oracle.js';
import {type Influxd, startInfluxd} from '../../support/servers/influxd.js';
import {startRedis} from '../../support/servers/redis-server.js';
import {claimOfCases, type Random} from '../cases.js';
import type {Claim} from '../claim.js';
import {type BlowForm, type BlowName, deal, type Scene, unseen} from '../cluster-blows.js';
import {flawsOfCalls} from '../cluster-judge.js';
import {type ClusterMember, openMembers} from '../cluster-members.js';
import {type Experiment, HOUR, openExperiment, quietAge, withinAnHour, workSettings} from '../experiment-fixture.js';
import {WallClock} from '../faketime.js';
import {LagLog} from '../lag-log.js';

/** The pace of the real API would make a case last three times as long. */
interface Form extends BlowForm {
  readonly minGapMs: number;
  readonly apps: number;
  readonly members: number;
  readonly lockMs: number;
  /** A lane with work to do may be left alone for so long. */
  readonly leftAloneMs: number;
  readonly casesAtOnce: number;
  readonly cases: readonly Case[];
}

interface Case {
  /** What happens, one after another. */
  readonly blows: readonly BlowName[];
  /** Windows of each app and report. */
  readonly hours: number;
  /** The work lasts as long as the blows; otherwise those that come too late are left out. */
  readonly allOfThem?: true;
}

/** What there is to do: a job, a backfill beyond it, or two jobs and campaigns. */
const works = ['job', 'backfill', 'reports'] as const;

/** Of a job beside which a backfill goes on. */
const LIVE_HOURS = 6;
/** Nobody asks for anything then but at a start: a lane that is forgotten stays so. */
const SELDOM = '*/10 * * * *';
const PATIENCE_MS = 200_000;

let influxd: Influxd;

const SHORT: Form = {
  paceMs: 400,
  minGapMs: 250,
  apps: 3,
  members: 3,
  lockMs: 3000,
  leftAloneMs: 15_000,
  suspendedMs: 8000,
  suspendedAtOnce: 1,
  vanishEveryMs: 3000,
  casesAtOnce: 1,
  cases: [
    {blows: ['killed', 'suspended'], hours: 12},
    {blows: ['without Redis', 'emptied Redis'], hours: 12},
    {blows: ['restarted one by one', 'vanished', 'vanished'], hours: 12},
  ],
};

/** `times` in each of so many cases, with work for longer than that takes. */
function often(cases: number, times: number, name: BlowName, hours: number): Case[] {
  return Array(cases).fill({blows: Array(times).fill(name), hours, allOfThem: true});
}

/**
 * 100 kills, 30 suspensions of a minute, 20 restarts of Redis, 10 times emptied, 20 steps of a clock, ten minutes of rolling restarts, four of
 * five machines vanished: half an hour. What lasts longest begins first.
 */
const LONG: Form = {
  paceMs: 1250,
  minGapMs: 1000,
  apps: 4,
  members: 5,
  lockMs: 15_000,
  leftAloneMs: 30_000,
  suspendedMs: 60_000,
  suspendedAtOnce: 3,
  vanishEveryMs: 30_000,
  casesAtOnce: 2,
  cases: [
    ...often(1, 1, 'restarted every 20 s', 400),
    ...often(2, 5, 'suspended', 160),
    ...often(2, 4, 'vanished', 60),
    ...often(10, 10, 'killed', 45),
    ...often(2, 10, 'without Redis', 45),
    ...often(2, 10, 'clock steps', 30),
    ...often(2, 5, 'emptied Redis', 20),
    ...often(2, 1, 'restarted one by one', 20),
  ],
};

async function flaw(index: number, random: Random, form: Form): Promise<string | undefined> {
  const {blows: kinds, hours, allOfThem = false} = form.cases[index % form.cases.length]!;
  const work = works[index % works.length]!;
  const reports = work === 'reports' ? ['chat', 'broadcast'] : ['chat'];
  const jobs = reports.map((report): OracleJob => ({report, step: '1h', span: hours * HOUR, refresh: quietAge()}));
  const simulator = {host: '0.0.0.0'};
  const campaigns = work === 'reports' ? 6 : 0;
  const experiment = await openExperiment({apps: form.apps, jobs, campaigns, paceMs: form.paceMs, simulator});
  const target = await influx2(influxd, experiment.workplace);
  const redis = await startRedis();
  const clock = new WallClock(experiment.workplace.path('clock'));
  const envOf = (member: number) => (kinds.includes('clock steps') && member === 0 ? clock.env : {});
  const cluster = {prefix: 'proof', turn: '2s', lock: `${form.lockMs / 1000}s`};
  const configured = work === 'backfill' ? jobs.map((job) => ({...job, span: LIVE_HOURS * HOUR})) : jobs;
  const settings = {...workSettings(configured, SELDOM), cluster};
  const all = await openMembers(form.members, {experiment, target, redis, settings, envOf});
  const due = experiment.apps.flatMap((app) => jobs.flatMap((job) => dueWindows(app, job, Date.now() / 1000)));
  // The database is read only when it may hold everything: the process that reads it sees the calls, too.
  const isAnswered = () => answeredWindows(experiment) >= due.length;
  const isAtWork = async () => !isAnswered() || ledgerLines(await target.lines()) < due.length;
  const lag = new LagLog();
  const scene: Scene = {form, all, gone: new Set(), clock, redis, experiment, random, isAtWork};
  try {
    await Promise.all(all.map((member) => member.start()));
    const begunMs = Date.now();
    if (work === 'backfill') await beginBackfill(all[0]!, due);
    const {flaws, done} = await play(scene, kinds);
    if (allOfThem && done < kinds.length) flaws.push(`the work was over after ${done} of ${kinds.length} blows`);
    await eventually(async () => !(await isAtWork()), PATIENCE_MS + 2 * hours * form.paceMs);
    const seen = await unseen(scene, kinds.slice(0, done), begunMs);
    const ends = await Promise.all(all.map((member) => member.process.stop()));
    const wrongEnds = ends.flatMap(({code, stderr}, member) =>
      code === 0 || scene.gone.has(all[member]!) ? [] : [`ended with ${code}: ${stderr.slice(-300)}`],
    );
    experiment.evidence.add('output', all.map(({output}) => output).join(''));
    const found = [...flaws, ...seen, ...wrongEnds, ...judge(scene, {form, kinds, begunMs, lag})];
    found.push(...experiment.flawsOf(await target.lines()));
    return found.length > 0 ? `${work}, ${kinds}: ${found.join('; ')}` : undefined;
  } catch (error) {
    return `${work}, ${kinds}: ${(error as Error).stack}`;
  } finally {
    lag.stop();
    for (const member of all) await member.process?.stop('SIGKILL');
    await redis.stop();
    await target.close();
    await experiment.close();
  }
}

/** Of all that is due: beyond the job that has a part of it. */
async function beginBackfill({port}: ClusterMember, due: readonly string[]): Promise<void> {
  const edges = due.flatMap((window) => window.split('..')).sort();
  const answer = await fetch(`http://127.0.0.1:${port}/api/backfill`, {
    method: 'POST',
    headers: {'content-type': 'application/json', 'x-timpush-console': '1'},
    body: JSON.stringify({from: edges[0], to: edges.at(-1)}),
  });
  if (!answer.ok) throw new Error(`the backfill was refused: ${await answer.text()}`);
}

/** Each at a moment of the collection, as long as there is one. */
async function play(scene: Scene, kinds: readonly BlowName[]): Promise<{flaws: string[]; done: number}> {
  const flaws: string[] = [];
  const {requests} = scene.experiment.simulator;
  for (const [done, kind] of kinds.entries()) {
    if (done > 0 && !(await scene.isAtWork())) return {flaws, done};
    const until = requests.length + 3 + scene.random() * 6;
    await eventually(async () => requests.length > until || !(await scene.isAtWork()), PATIENCE_MS);
    flaws.push(...(await deal(kind, scene)));
  }
  return {flaws, done: kinds.length};
}

interface Played {
  readonly form: Form;
  readonly kinds: readonly BlowName[];
  readonly begunMs: number;
  readonly lag: LagLog;
}

function judge({experiment, all}: Scene, {form, kinds, begunMs, lag}: Played): string[] {
  const {apps, simulator} = experiment;
  const {paceMs, minGapMs, leftAloneMs} = form;
  // The log of one whose clock was set tells nothing of when.
  const members = kinds.includes('clock steps') ? undefined : all;
  // Where Redis has forgotten everything, a call that was granted before still leaves, and the next holder waits for two paces.
  const toleranceMs = kinds.includes('emptied Redis') ? 2 * paceMs : 250;
  const options = {apps, minGapMs, toleranceMs, lag, begunMs, leftAloneMs};
  return flawsOfCalls(simulator.requests, members, options);
}

function answeredWindows({simulator}: Experiment): number {
  const answered = simulator.requests.filter(({code, taskIds}) => code === 0 && !taskIds?.length);
  return new Set(answered.map(({sdkAppId, command, start}) => `${sdkAppId} ${command} ${start}`)).size;
}

function ledgerLines(lines: readonly string[]): number {
  return lines.filter((line) => line.startsWith('timpush_ledger ')).length;
}

const claimOf = (form: Form, cases: number) =>
  claimOfCases({
    name: 'cluster',
    title:
      'whatever befalls machines and Redis, no lane has two callers or none, no call comes early, and every window is right',
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

const SHORTLY = 'short-';

export const cluster: Claim = {
  ...long,
  async run(options) {
    if (!options.short) return long.run(options);
    const {tried, failures} = await short.run(options);
    return {tried, failures: failures.map(({seed, what}) => ({seed: `${SHORTLY}${seed}`, what}))};
  },
  replay: (seed) => (seed.startsWith(SHORTLY) ? short.replay!(seed.slice(SHORTLY.length)) : long.replay!(seed)),
};
