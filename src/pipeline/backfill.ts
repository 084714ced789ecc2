import type {App} from '../domain/app.js';
import {type BackfillBook, type BookedPiece, isAtWork, isOpen} from '../domain/backfill-book.js';
import type {BackfillPiece, BackfillView} from '../domain/console.js';
import {HoldUnsureError} from '../domain/errors.js';
import type {Estimated} from '../domain/estimate.js';
import type {RunSignals} from '../domain/executor.js';
import type {Job} from '../domain/job.js';
import {errorText, type RunSummary} from '../domain/run-summary.js';
import type {EpochSeconds, Span} from '../domain/window.js';
import type {IsWorkedOn} from '../domain/worked-on.js';

/** A run of a job for an app: over the job's own span and what is due of it, unless given. */
export type RunSpan = (
  input: {job: Job; app: App; span?: Span; forcedAt?: EpochSeconds | undefined} & RunSignals,
) => Promise<RunSummary>;

export interface BackfillDeps {
  /** Makes a turn of the lane begin, now or as soon as the one at work has handed over. */
  readonly begin: (job: Job, app: App) => void;
  /** Windows that the run at work here has done. */
  readonly doneOf: (app: string, report: string, step: string) => number;
  readonly book: BackfillBook;
}

/**
 * A span that the operator wants filled, one at a time. It goes on inside the ordinary turns, after what is due: so the newest
 * windows never wait behind it, no two runs of one job and app ever meet, and a tick that comes meanwhile only interrupts it.
 */
export class Backfill {
  constructor(private readonly deps: BackfillDeps) {}

  get busy(): boolean {
    return isAtWork(this.deps.book.current);
  }

  /**
   * Resolves to false while another one is at work. `forcedAt`: windows are asked for whatever was known of them then. Each of many turns
   * sees by it what those before have fetched.
   */
  async start(
    span: Span,
    priced: readonly Estimated[],
    {forcedAt}: {readonly forcedAt?: EpochSeconds | undefined} = {},
  ): Promise<boolean> {
    const opened = await this.deps.book.open({span, pieces: priced.map((each) => pieceOf(each, forcedAt))});
    if (opened) for (const {job, app} of priced) this.deps.begin(job, app);
    return opened;
  }

  /** Finishes what is in flight; what has not been asked for stays as it is. */
  stop(): Promise<void> {
    return this.deps.book.stop();
  }

  /** What is to be filled of an app or a job that nobody works on any more is not. */
  async keep(isWorkedOn: IsWorkedOn): Promise<void> {
    for (const piece of this.deps.book.current?.pieces ?? []) {
      const {app, report, step, once} = piece;
      const isGone = !isWorkedOn({app, report, ...(!once && {step})});
      if (isOpen(piece) && isGone) await this.deps.book.note({...piece, state: 'stopped'});
    }
  }

  /** Called in every turn of the lane, after what is due. Resolves to whether the job wants another. Rejects where the book cannot be read. */
  async resume(job: Job, app: App, {handover, ...signals}: RunSignals, run: RunSpan): Promise<boolean> {
    const {book} = this.deps;
    const piece = await book.piece(nameOf({job, app}));
    // One that is running was somebody's who has lost the lane.
    if (!piece || !isOpen(piece)) return false;
    const {stopped} = book;
    if (stopped.aborted) return this.#end({...piece, state: 'stopped'}, false);
    if (handover.aborted || signals.cancel.aborted) return true;
    await book.note({...piece, state: 'running'});
    const {span, forcedAt} = piece;
    const ended = AbortSignal.any([handover, stopped]);
    const summary = await run({job, app, span, forcedAt, ...signals, handover: ended});
    // What stands in the book is the next holder's by now.
    if (signals.hold?.lost) return false;
    // The gauges tell of the latest run: let that be one over the job's own span.
    return this.#end(settled(piece, summary, stopped.aborted), true);
  }

  view(): BackfillView | null {
    const {current} = this.deps.book;
    if (!current) return null;
    return {from: current.span.start, to: current.span.end, pieces: current.pieces.map((piece) => this.#shown(piece))};
  }

  async #end(piece: BookedPiece, wantsAnother: boolean): Promise<boolean> {
    await this.deps.book.note(piece);
    return wantsAnother;
  }

  #shown({span: _span, forcedAt: _forcedAt, once: _once, ...piece}: BookedPiece): BackfillPiece {
    const now = piece.state === 'running' ? this.deps.doneOf(piece.app, piece.report, piece.step) : 0;
    return {...piece, done: Math.min(piece.done + now, piece.windows)};
  }
}

function nameOf({job, app}: Pick<Estimated, 'job' | 'app'>) {
  return {app: app.name, report: job.report.name, step: job.step.name};
}

function pieceOf({span, windows, ...of}: Estimated, forcedAt: EpochSeconds | undefined): BookedPiece {
  const once = of.job.schedule === '' && {once: true as const};
  return {...nameOf(of), span, forcedAt, ...once, windows: windows.length, ...nothingDone, state: 'waiting', error: ''};
}

const nothingDone = {done: 0, rejected: 0, calls: 0, retries: 0};

/** Windows that the ordinary run collected meanwhile are not left either. */
function settled(piece: BookedPiece, summary: RunSummary, stopped: boolean): BookedPiece {
  const done = Math.max(0, piece.windows - summary.windowsLeft);
  const rejected = piece.rejected + summary.windowsFailed;
  const [calls, retries] = [piece.calls + summary.calls, piece.retries + summary.retries];
  return {...piece, done, rejected, calls, retries, error: errorText(summary), state: stateAfter(summary, stopped)};
}

function stateAfter({error, windowsLeft}: RunSummary, stopped: boolean): BookedPiece['state'] {
  if (error instanceof HoldUnsureError) return stopped ? 'stopped' : 'waiting';
  if (error !== undefined) return 'failed';
  if (windowsLeft === 0) return 'done';
  return stopped ? 'stopped' : 'waiting';
}
