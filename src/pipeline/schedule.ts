import cron, {type ScheduledTask} from 'node-cron';
import type {Job, Recurring} from '../domain/job.js';
import type {Clock, Log, Meter} from '../domain/ports.js';

export interface ScheduleDeps<T> {
  /** A job's time has come. */
  readonly onTick: (job: T) => void;
  readonly clock: Pick<Clock, 'now' | 'elapsed'>;
  readonly meter: Pick<Meter, 'tickMissed'>;
  readonly log: Log;
}

export interface ScheduleOptions {
  /** How often overdue ticks are looked for. */
  readonly watchEveryMs: number;
}

const DEFAULTS: ScheduleOptions = {watchEveryMs: 15_000};
/** A tick later than this counts as missed. */
const LATE_MS = 60_000;

/** One job's cron task, and when its next tick is expected: by the wall clock, and by one that never jumps. */
interface Beat<T> {
  readonly job: T;
  task: ScheduledTask;
  nextMs: number;
  nextElapsedMs: number;
}

/**
 * Ticks of every job. Cron lines are read in UTC, where no clock change skips or doubles a tick; days belong to the planner.
 */
export class Schedule<T extends Recurring = Job> {
  readonly #beats: Beat<T>[] = [];
  #watch: NodeJS.Timeout | undefined;

  constructor(
    private readonly jobs: readonly T[],
    private readonly deps: ScheduleDeps<T>,
    private readonly options: ScheduleOptions = DEFAULTS,
  ) {}

  /** Ticks every job at once, to catch up, and from then on by its cron line. */
  start(): void {
    this.restart(this.jobs);
    this.#watch = setInterval(() => this.#watchBeats(), this.options.watchEveryMs);
  }

  /** The same with these jobs in the place of those before. */
  restart(jobs: readonly T[]): void {
    for (const {task} of this.#beats.splice(0)) void task.destroy();
    for (const job of jobs) {
      const beat: Beat<T> = {job, task: this.#task(job, () => this.#tick(beat)), nextMs: 0, nextElapsedMs: 0};
      this.#beats.push(beat);
      this.#tick(beat);
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#watch);
    await Promise.all(this.#beats.map(({task}) => task.destroy()));
  }

  /** When each job ticks next, by the wall clock. */
  upcoming(): {readonly job: T; readonly atMs: number}[] {
    return this.#beats.map(({job, nextMs}) => ({job, atMs: nextMs}));
  }

  /** Jobs whose tick is overdue. */
  late(): T[] {
    return this.#beats.filter((beat) => this.#isLate(beat)).map(({job}) => job);
  }

  #task(job: T, tick: () => void): ScheduledTask {
    return cron.schedule(job.schedule, tick, {timezone: 'Etc/UTC', logger: cronLogger(this.deps.log)});
  }

  #tick(beat: Beat<T>): void {
    const next = beat.task.msToNext() ?? 0;
    beat.nextMs = this.deps.clock.now() + next;
    beat.nextElapsedMs = this.deps.clock.elapsed() + next;
    this.deps.onTick(beat.job);
  }

  /** A timer that was lost (a clock set back, a suspended machine) must not stop the collection: tick in its place and arm it anew. */
  #watchBeats(): void {
    for (const beat of this.#beats.filter((each) => this.#isLate(each))) {
      const {job} = beat;
      this.deps.meter.tickMissed(job.report.name, job.step.name);
      this.deps.log.error(
        {report: job.report.name, step: job.step.name, schedule: job.schedule},
        'tick missed: made up for',
      );
      void beat.task.destroy();
      beat.task = this.#task(job, () => this.#tick(beat));
      this.#tick(beat);
    }
  }

  #isLate({nextMs, nextElapsedMs}: Beat<T>): boolean {
    const {clock} = this.deps;
    return clock.now() > nextMs + LATE_MS || clock.elapsed() > nextElapsedMs + LATE_MS;
  }
}

/** The library's own words go to our log, where its warnings of missed ticks belong. */
function cronLogger(log: Log) {
  const words = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string | Error) =>
    log[level]({message: String(message)}, 'from the cron library');
  return {debug: words('debug'), info: words('info'), warn: words('warn'), error: words('error')};
}
