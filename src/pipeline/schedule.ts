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

/** How often ticks that are due are looked for. */
const LOOK_EVERY_MS = 250;
/** A tick later than this counts as missed. */
const LATE_MS = 60_000;

/** One job's cron line, and when its next tick is expected: by the wall clock, and by one that never jumps. */
interface Beat<T> {
  readonly job: T;
  readonly line: ScheduledTask;
  nextMs: number;
  nextElapsedMs: number;
}

/**
 * Ticks of every job. Cron lines are read in UTC, where no clock change skips or doubles a tick; days belong to the planner. The library
 * reads the lines, and is not left to wait for them: after a leap of the clock (a machine that boots in 1970) it works off every tick
 * in between, a third of a millisecond each, before anybody else has a turn.
 */
export class Schedule<T extends Recurring = Job> {
  readonly #beats: Beat<T>[] = [];
  #looking: NodeJS.Timeout | undefined;

  constructor(
    private readonly jobs: readonly T[],
    private readonly deps: ScheduleDeps<T>,
  ) {}

  /** Ticks every job at once, to catch up, and from then on by its cron line. */
  start(): void {
    this.restart(this.jobs);
    this.#looking = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** The same with these jobs in the place of those before. */
  restart(jobs: readonly T[]): void {
    this.#forget();
    for (const job of jobs) {
      const line = cron.createTask(job.schedule, () => {}, {timezone: 'Etc/UTC'});
      const beat: Beat<T> = {job, line, nextMs: 0, nextElapsedMs: 0};
      this.#beats.push(beat);
      this.#tick(beat);
    }
  }

  stop(): void {
    clearInterval(this.#looking);
    this.#forget();
  }

  /** When each job ticks next, by the wall clock. */
  upcoming(): {readonly job: T; readonly atMs: number}[] {
    return this.#beats.map(({job, nextMs}) => ({job, atMs: nextMs}));
  }

  /** Jobs whose tick is overdue. */
  late(): T[] {
    return this.#beats.filter((beat) => this.#isLate(beat)).map(({job}) => job);
  }

  #forget(): void {
    for (const {line} of this.#beats.splice(0)) void line.destroy();
  }

  #look(): void {
    for (const beat of this.#beats) {
      if (this.#isLate(beat)) this.#tellMissed(beat.job);
      else if (this.deps.clock.now() < beat.nextMs) continue;
      this.#tick(beat);
    }
  }

  #tick(beat: Beat<T>): void {
    const {clock} = this.deps;
    beat.nextMs = beat.line.getNextRuns(1)[0]!.getTime();
    beat.nextElapsedMs = clock.elapsed() + beat.nextMs - clock.now();
    this.deps.onTick(beat.job);
  }

  /** A clock that was set, or a machine that was suspended, must not stop the collection: there is one tick in the place of all. */
  #tellMissed({report, step, schedule}: T): void {
    this.deps.meter.tickMissed(report.name, step.name);
    this.deps.log.error({report: report.name, step: step.name, schedule}, 'tick missed: made up for');
  }

  #isLate({nextMs, nextElapsedMs}: Beat<T>): boolean {
    const {clock} = this.deps;
    return clock.now() > nextMs + LATE_MS || clock.elapsed() > nextElapsedMs + LATE_MS;
  }
}
