import type {App} from '../domain/app.js';
import type {BackfillPiece, BackfillView} from '../domain/console.js';
import type {Estimated} from '../domain/estimate.js';
import type {Job} from '../domain/job.js';
import {errorText, type RunSummary} from '../domain/run-summary.js';
import type {Span} from '../domain/window.js';
import type {RunSignals} from './active-runs.js';

export interface BackfillDeps {
  readonly run: (input: {job: Job; app: App; span: Span; force: boolean} & RunSignals) => Promise<RunSummary>;
  /** Makes a run of the job and app begin, now or as soon as the one at work has handed over. */
  readonly begin: (job: Job, app: App) => void;
  /** Windows that the run at work has done. */
  readonly doneOf: (app: string, report: string, step: string) => number;
}

interface Piece extends Estimated {
  done: number;
  state: BackfillPiece['state'];
  error: string;
}

/**
 * A span that the operator wants filled, one at a time. It goes on inside the ordinary runs, after what is due: so the newest
 * windows never wait behind it, no two runs of one job and app ever meet, and a tick that comes meanwhile only interrupts it.
 */
export class Backfill {
  #span: Span | undefined;
  #pieces: readonly Piece[] = [];
  #stop = new AbortController();
  #force = false;

  constructor(private readonly deps: BackfillDeps) {}

  get busy(): boolean {
    return this.#pieces.some(({state}) => state === 'waiting' || state === 'running');
  }

  /** `force`: windows are asked for whatever is known of them. */
  start(span: Span, priced: readonly Estimated[], {force = false}: {readonly force?: boolean} = {}): void {
    this.#span = span;
    this.#force = force;
    this.#stop = new AbortController();
    this.#pieces = priced.map((each) => ({...each, done: 0, state: 'waiting', error: ''}));
    for (const {job, app} of this.#pieces) this.deps.begin(job, app);
  }

  /** Finishes what is in flight; what has not been asked for stays as it is. */
  stop(): void {
    this.#stop.abort();
    for (const piece of this.#pieces) if (piece.state === 'waiting') piece.state = 'stopped';
  }

  /** Called in every run of the job and app, after what is due. Never rejects. */
  async resume(job: Job, app: App, {handover, cancel}: RunSignals): Promise<void> {
    const piece = this.#pieces.find((each) => each.job === job && each.app === app && each.state === 'waiting');
    if (!piece || handover.aborted || cancel.aborted) return;
    piece.state = 'running';
    const stop = this.#stop.signal;
    const summary = await this.deps.run({
      job,
      app,
      span: piece.span,
      force: this.#force,
      handover: AbortSignal.any([handover, stop]),
      cancel,
    });
    piece.state = settle(piece, summary, stop.aborted);
    // The gauges tell of the latest run: let that be one over the job's own span.
    if (!cancel.aborted) this.deps.begin(job, app);
  }

  view(): BackfillView | null {
    if (!this.#span) return null;
    return {from: this.#span.start, to: this.#span.end, pieces: this.#pieces.map((piece) => this.#shown(piece))};
  }

  #shown({app, job, windows, done, state, error}: Piece): BackfillPiece {
    const identity = {app: app.name, report: job.report.name, step: job.step.name};
    const now = state === 'running' ? this.deps.doneOf(identity.app, identity.report, identity.step) : 0;
    return {...identity, windows: windows.length, done: Math.min(done + now, windows.length), state, error};
  }
}

/** Windows that the ordinary run collected meanwhile are not left either. */
function settle(piece: Piece, summary: RunSummary, stopped: boolean): Piece['state'] {
  piece.done = Math.max(0, piece.windows.length - summary.windowsLeft);
  piece.error = errorText(summary);
  if (summary.error !== undefined) return 'failed';
  if (summary.windowsLeft === 0) return 'done';
  return stopped ? 'stopped' : 'waiting';
}
