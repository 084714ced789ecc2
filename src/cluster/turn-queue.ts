import {type Job, Queue, Worker} from 'bullmq';
import {TURNS} from './names.js';
import type {QueueDeps} from './queue-deps.js';

export interface TurnData {
  /** An app and a report. */
  readonly lane: string;
  /** Machines that have taken it and did not know the lane. */
  readonly passed?: number;
}

export type TurnJob = Job<TurnData>;

/** Where somebody waits for new windows, its lane comes first. Zero would stand above both. */
const LIVE = 1;
const LATER = 10;
const AT_ONCE = 1000;
/** A lane that changes hands so often goes on with the next tick instead. */
const MOST_STALLED = 100;
/** So many machines may pass a turn on before it waits. */
const PASSED_AT_ONCE = 20;
/** While machines get another configuration one after another: five to seven minutes. */
const MOST_PASSED = PASSED_AT_ONCE + 150;
const PASS_MS = 2000;

/** The turns that lanes wait for: of each lane one at most, until it has ended, whoever has it. */
export class TurnQueue {
  readonly #queue: Queue<TurnData>;

  constructor(private readonly deps: QueueDeps) {
    this.#queue = new Queue(TURNS, {connection: deps.commands, prefix: deps.prefix});
    this.#queue.on('error', deps.onError);
  }

  /** Those that wait already come first from now on. */
  async add(lanes: readonly string[], isLive: boolean): Promise<void> {
    const someWait = isLive && (await this.#queue.getCountsPerPriority([LATER]))[LATER] !== 0;
    for (let next = 0; next < lanes.length; next += AT_ONCE) {
      const jobs = await this.#queue.addBulk(lanes.slice(next, next + AT_ONCE).map((lane) => jobOf(lane, isLive)));
      if (someWait) await hurry(jobs);
    }
  }

  /** Another machine may know the lane, whose configuration is newer. */
  async passOn({lane, passed = 0}: TurnData): Promise<void> {
    if (passed >= MOST_PASSED) return;
    const {name, data, opts} = jobOf(lane, true);
    const delay = passed < PASSED_AT_ONCE ? 0 : PASS_MS;
    await this.#queue.add(name, {...data, passed: passed + 1}, {...opts, delay});
  }

  /** How many lanes wait, and since when the first of them does, Unix milliseconds. */
  async waiting(): Promise<{readonly count: number; readonly sinceMs: number | undefined}> {
    const [counts, [waiting], [later]] = await Promise.all([
      this.#queue.getJobCounts('waiting', 'prioritized'),
      this.#queue.getJobs(['waiting'], 0, 0, true),
      this.#queue.getPrioritized(0, 0),
    ]);
    const since = [waiting, later].flatMap((job) => (job ? [job.timestamp] : []));
    const count = (counts.waiting ?? 0) + (counts.prioritized ?? 0);
    return {count, sinceMs: count > 0 && since.length > 0 ? Math.min(...since) : undefined};
  }

  /** The first so many turns at work, with who has them. */
  active(most: number): Promise<TurnJob[]> {
    return this.#queue.getActive(0, most - 1) as Promise<TurnJob[]>;
  }

  worker(
    name: string,
    {lanes, lockMs}: {readonly lanes: number; readonly lockMs: number},
    work: (job: TurnJob, token: string) => Promise<void>,
  ): Worker<TurnData> {
    return new Worker<TurnData>(TURNS, async (job, token) => work(job, token!), {
      connection: this.deps.engine,
      prefix: this.deps.prefix,
      name,
      concurrency: lanes,
      lockDuration: lockMs,
      stalledInterval: Math.round((lockMs * 2) / 3),
      maxStalledCount: MOST_STALLED,
      // Who waits for Redis to come back does not need to wait longer.
      runRetryDelay: 1000,
    });
  }
}

function jobOf(lane: string, isLive: boolean) {
  const opts = {
    deduplication: {id: lane},
    priority: isLive ? LIVE : LATER,
    removeOnComplete: true,
    removeOnFail: true,
    attempts: 1,
  };
  return {name: 'turn', data: {lane}, opts};
}

/** Of those that are at work or have ended meanwhile, nothing is changed. */
async function hurry(jobs: readonly Job<TurnData>[]): Promise<void> {
  await Promise.all(jobs.map((job) => job.changePriority({priority: LIVE}).catch(() => undefined)));
}
