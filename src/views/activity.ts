import type {LiveView, ProblemView, RunningView, RunView} from '../domain/console.js';
import {healthAfter, type JobHealth, type ProblemKind, problemsOf} from '../domain/health.js';
import {measurement} from '../domain/measurements.js';
import {noopMeter} from '../domain/noop-meter.js';
import type {Point} from '../domain/point.js';
import type {Clock, Meter} from '../domain/ports.js';
import type {RunSummary} from '../domain/run-summary.js';
import type {EpochSeconds, Seconds} from '../domain/window.js';
import type {IsWorkedOn} from '../domain/worked-on.js';
import {RecentCalls} from './recent-calls.js';
import {type Holes, holesAfter, keyOf, recalledRun, runView} from './run-view.js';

interface Running extends Omit<RunningView, 'secondsLeft'> {
  readonly startedMs: number;
  done: number;
}

interface Latest {
  readonly at: EpochSeconds;
  readonly health: JobHealth;
  readonly holes?: Holes | undefined;
}

const BEING_WORKED_ON: readonly ProblemKind[] = ['left', 'hole'];

const REMEMBERED_RUNS = 50;
/** With fewer windows done, the time that the rest takes cannot be told. */
const ENOUGH = 3;

/** What goes on at this moment, gathered from what the meter is told. */
export class Activity {
  readonly meter: Meter;
  /** Lanes that other collectors work on, as app and report. */
  elsewhere: () => ReadonlySet<string> = () => new Set();
  readonly #running = new Map<string, Running>();
  readonly #latest = new Map<string, Latest>();
  #lastRuns: RunView[] = [];
  readonly #calls: RecentCalls;
  #collected = 0;
  #ended = 0;
  #isWorkedOn: IsWorkedOn = () => true;

  constructor(
    private readonly clock: Pick<Clock, 'now' | 'elapsed'>,
    base: Meter = noopMeter,
  ) {
    this.#calls = new RecentCalls(clock);
    this.meter = {
      ...base,
      planned: (...job) => {
        this.#begin(...job);
        base.planned(...job);
      },
      window: (...window) => {
        this.#count(window[0], window[1], window[2]);
        base.window(...window);
      },
      call: (...call) => {
        this.#calls.note();
        base.call(...call);
      },
      run: (summary) => {
        this.#end(summary);
        base.run(summary);
      },
    };
  }

  /** Nothing is told of other jobs and apps than these, even if they have just been worked on. */
  workOn(isWorkedOn: IsWorkedOn): void {
    this.#isWorkedOn = isWorkedOn;
    for (const [key, {health}] of this.#latest) if (!isWorkedOn(health)) this.#latest.delete(key);
  }

  /** What the store knows of runs that were not ours: before this start, or elsewhere. */
  recall(points: readonly Point[]): void {
    const known = points.filter(({measurement: name}) => name === measurement.run).map(recalledRun);
    for (const run of known.sort((a, b) => a.at - b.at)) {
      if ((this.#latest.get(keyOf(run))?.at ?? 0) < run.at)
        this.#remember(run, {...run, holes: 0, refused: 0, clockLead: 0, foreign: 0});
    }
  }

  view(): Omit<LiveView, 'backfill' | 'cluster' | 'ticks'> {
    return {
      now: Math.floor(this.clock.now() / 1000),
      running: [...this.#running.values()].map(({startedMs, ...running}) => {
        return {...running, secondsLeft: this.#secondsLeft(running, startedMs)};
      }),
      callsPerSecond: this.#calls.perSecond(),
      lastRuns: this.#lastRuns.slice(0, 20),
      problems: this.problems(),
      collected: this.#collected,
    };
  }

  /** Newest first. What a run is at work on is not missing for want of somebody who asks. */
  problems(): ProblemView[] {
    const elsewhere = this.elsewhere();
    const found = [...this.#latest].flatMap(([key, {health, at}]) => {
      const isAtWork = this.#running.has(key) || elsewhere.has(`${health.app} ${health.report}`);
      const problems = problemsOf(health).filter(({kind}) => !isAtWork || !BEING_WORKED_ON.includes(kind));
      return problems.map((problem) => ({...problem, at}));
    });
    return found.sort((a, b) => b.at - a.at);
  }

  /** Of jobs and apps that have any. */
  holes(): Holes[] {
    return [...this.#latest.values()].flatMap(({holes}) => holes ?? []);
  }

  /** Another number once a window was collected, or a run ended. */
  changes(): number {
    return this.#collected + this.#ended;
  }

  /** Windows that the run at work of this job and app has done. */
  doneOf(app: string, report: string, step: string): number {
    return this.#running.get(keyOf({app, report, step}))?.done ?? 0;
  }

  #begin(app: string, report: string, step: string, planned: number): void {
    if (planned === 0) return;
    const startedAt = Math.floor(this.clock.now() / 1000);
    const running = {app, report, step, planned, done: 0, startedAt, startedMs: this.clock.elapsed()};
    this.#running.set(keyOf(running), running);
  }

  #count(app: string, report: string, step: string): void {
    this.#collected += 1;
    const running = this.#running.get(keyOf({app, report, step}));
    if (running) running.done += 1;
  }

  #end(summary: RunSummary): void {
    const run = runView(summary);
    this.#running.delete(keyOf(run));
    this.#ended += 1;
    this.#remember(run, healthAfter(summary), holesAfter(summary));
  }

  #remember(run: RunView, health: JobHealth, holes?: Holes): void {
    if (!this.#isWorkedOn(run)) return;
    this.#latest.set(keyOf(run), {at: run.at, health, holes});
    // A run that found nothing due is not worth a line.
    if (run.calls === 0 && run.error === '') return;
    this.#lastRuns = [run, ...this.#lastRuns].slice(0, REMEMBERED_RUNS);
  }

  #secondsLeft({planned, done}: Pick<Running, 'planned' | 'done'>, startedMs: number): Seconds | null {
    if (done < ENOUGH) return null;
    return Math.ceil(((this.clock.elapsed() - startedMs) / done / 1000) * (planned - done));
  }
}
