import {coverageOf, isDue, type LedgerEntry, type Surveyed} from './domain/coverage.js';
import type {App, Job} from './domain/report.js';
import {type EpochSeconds, type Span, type Window, windowsTouching} from './domain/window.js';

export interface SurveyInput {
  readonly job: Job;
  readonly app: App;
  /** Widened to whole windows of the grid. */
  readonly span: Span;
  /** What the ledger holds of this app, report and step, in any order. */
  readonly entries: readonly LedgerEntry[];
  readonly now: EpochSeconds;
}

/** Every closed window of the span with what the ledger says about it, oldest first. */
export function surveyWindows({job, app, span, entries, now}: SurveyInput): Surveyed[] {
  const byStart = new Map(entries.map((entry) => [entry.window.start, entry]));
  return gridWindows(job, app, span)
    .filter((window) => window.end <= now)
    .map((window) => {
      const entry = byStart.get(window.start);
      // Another end is another window: the grid has been changed since.
      const previous = entry?.window.end === window.end ? entry : undefined;
      const coverage = isFinal(previous, job, now) ? 'settled' : coverageOf(window, previous, job.refresh, now);
      return {window, previous, coverage};
    });
}

/** The windows to ask for now, newest first: people look at the right edge of the chart. */
export function planWindows({force = false, ...input}: SurveyInput & {readonly force?: boolean}): Surveyed[] {
  const {job, now} = input;
  const wanted = ({window, previous}: Surveyed) =>
    isDue(window, force ? undefined : previous, job.refresh, now) && !isFinal(previous, job, now);
  return surveyWindows(input).filter(wanted).reverse();
}

/** The job's span at an instant, not yet widened. */
export function spanOf(job: Job, now: EpochSeconds): Span {
  return {start: now - job.span, end: now};
}

/** The span as whole windows of the grid. */
export function widened(job: Job, app: App, span: Span): Span {
  const windows = gridWindows(job, app, span);
  return {start: windows[0]?.start ?? span.start, end: windows.at(-1)?.end ?? span.end};
}

/**
 * Collected, past its last refresh age, and older than the vendor remembers: asking again could only replace counts with nothing.
 */
function isFinal(entry: LedgerEntry | undefined, {refresh, report}: Job, now: EpochSeconds): boolean {
  if (entry?.outcome !== 'ok') return false;
  const {start, end} = entry.window;
  return start < now - report.retention && end + refresh.at(-1)!.seconds < now;
}

/** Every window of the job's grid, as the app cuts it, that touches the span. */
export function gridWindows({step, report}: Job, {timezone}: Pick<App, 'timezone'>, span: Span): Window[] {
  return windowsTouching({step, timezone, maxWindow: report.maxWindow}, span);
}
