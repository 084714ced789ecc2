import type {App} from './app.js';
import {coverageOf, isDue, type Known, type LedgerEntry, type Surveyed} from './coverage.js';
import type {Job} from './job.js';
import {type EpochSeconds, type Seconds, type Span, type Window, windowsTouching} from './window.js';

export interface SurveyInput<Entry extends Known = LedgerEntry> {
  readonly job: Job;
  readonly app: App;
  /** Widened to whole windows of the grid. */
  readonly span: Span;
  /** What the ledger holds of this app, report and step, in any order. */
  readonly entries: readonly Entry[];
  readonly now: EpochSeconds;
  /** How long the store keeps a point; absent: for ever. What is older costs no call. */
  readonly retention?: Seconds | undefined;
}

/** Every closed window of the span with what the ledger says about it, oldest first. */
export function surveyWindows<Entry extends Known>({
  job,
  app,
  span,
  entries,
  now,
  retention,
}: SurveyInput<Entry>): Surveyed<Entry>[] {
  const entryOf = finder(entries);
  return closedWindows(job, app, span, now).map((window) => {
    const previous = entryOf(window);
    const coverage = isFinal(previous, job, now) ? 'settled' : coverageOf(window, previous, job.refresh, now);
    const wanted = coverage === 'missing' || coverage === 'due';
    return {window, previous, coverage: wanted && !isKept(window, now, retention) ? 'unkept' : coverage};
  });
}

/** Whether the store takes the window's points, which stand at its start. */
function isKept({start}: Window, now: EpochSeconds, retention: Seconds | undefined): boolean {
  return retention === undefined || start >= now - retention;
}

/** `forcedAt`: what was fetched by then is asked for again, settled and rejected windows, too. */
export type PlanInput = SurveyInput & {readonly forcedAt?: EpochSeconds | undefined};

/** The windows to ask for now, newest first: people look at the right edge of the chart. */
export function planWindows({
  job,
  app,
  span,
  entries,
  now,
  retention,
  forcedAt = Number.NEGATIVE_INFINITY,
}: PlanInput): Surveyed[] {
  const entryOf = finder(entries);
  const due: Surveyed[] = [];
  for (const window of closedWindows(job, app, span, now)) {
    if (!isKept(window, now, retention)) continue;
    const previous = entryOf(window);
    const known = previous && previous.fetchedAt > forcedAt ? previous : undefined;
    if (!isDue(window, known, job.refresh, now) || isFinal(previous, job, now)) continue;
    due.push(previous ? {window, previous, coverage: coverageOf(window, previous, job.refresh, now)} : missing(window));
  }
  return due.reverse();
}

/** The same without what the vendor has wholly forgotten: of a span longer than his memory, the rest could only be answered with nothing. */
export function planAnswerable(input: PlanInput): Surveyed[] {
  const oldest = input.now - input.job.report.retention;
  return planWindows(input).filter(({window}) => window.end > oldest);
}

/** Apps of one zone have their windows in common, and in a backfill nearly all are missing: hundreds of thousands would be made alike. */
function missing(window: Window): Surveyed {
  const surveyed = knownMissing.get(window) ?? {window, previous: undefined, coverage: 'missing'};
  knownMissing.set(window, surveyed);
  return surveyed;
}

const knownMissing = new WeakMap<Window, Surveyed>();

/**
 * Finds the entry of a window, for windows that are asked about oldest first; of several entries the last one counts. Entries come
 * nearly in order, so that this is cheaper than to look each one up.
 */
function finder<Entry extends Known>(entries: readonly Entry[]): (window: Window) => Entry | undefined {
  const ordered = entries.toSorted((a, b) => a.window.start - b.window.start);
  let next = 0;
  return ({start, end}) => {
    let found: Entry | undefined;
    for (; next < ordered.length && ordered[next]!.window.start <= start; next += 1) {
      if (ordered[next]!.window.start === start) found = ordered[next];
    }
    // Another end is another window: the grid has been changed since.
    return found?.window.end === end ? found : undefined;
  };
}

function closedWindows(job: Job, app: App, span: Span, now: EpochSeconds): readonly Window[] {
  const windows = gridWindows(job, app, span);
  const open = windows.findLastIndex((window) => window.end <= now) + 1;
  return open === windows.length ? windows : windows.slice(0, open);
}

/**
 * The job's own span at an instant, as whole windows. Where it reaches back as far as the vendor answers, the window that begins before
 * that is left out: it would be refused.
 */
export function ownSpan(job: Job, app: App, now: EpochSeconds): Span {
  const {maxSpan = Number.POSITIVE_INFINITY} = job.report;
  const windows = gridWindows(job, app, spanOf(job, now)).filter(({start}) => start >= now - maxSpan);
  return {start: windows[0]?.start ?? now, end: windows.at(-1)?.end ?? now};
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

/** Of a span that somebody asks for: whole windows, without those that the vendor has forgotten, up to the one that is open now. */
export function answerable(job: Job, app: App, {start, end}: Span, now: EpochSeconds): Span {
  const remembered = {start: Math.max(start, now - job.report.retention), end: Math.min(end, now)};
  const windows = gridWindows(job, app, remembered).filter((window) => !isForgotten(window, job, now));
  return {start: windows[0]?.start ?? end, end: windows.at(-1)?.end ?? end};
}

/** Collected, and forgotten since: asking again could only replace counts with nothing. */
function isFinal(entry: Known | undefined, job: Job, now: EpochSeconds): boolean {
  return entry?.outcome === 'ok' && isForgotten(entry.window, job, now);
}

/** Older than the vendor remembers, if only in part, and past its last refresh age: its counts could only be too small. */
export function isForgotten({start, end}: Window, {refresh, report}: Job, now: EpochSeconds): boolean {
  return start < now - report.retention && end + (refresh.at(-1)?.seconds ?? 0) < now;
}

/** What apps of one zone have in common at a tick; of longer spans only few are asked for, and they would take room. */
const recent = new Map<string, readonly Window[]>();
const MOST_RECENT = 32;
const LONGEST_RECENT = 1000;

/** Every window of the job's grid, as the app cuts it, that touches the span. */
export function gridWindows({step, report}: Job, {timezone}: Pick<App, 'timezone'>, span: Span): readonly Window[] {
  const key = [step.name, report.maxWindow, timezone, span.start, span.end].join(' ');
  const known = recent.get(key);
  if (known) return known;
  const windows = windowsTouching({step, timezone, maxWindow: report.maxWindow}, span);
  if (windows.length <= LONGEST_RECENT) recent.set(key, windows);
  for (const oldest of recent.keys()) {
    if (recent.size <= MOST_RECENT) break;
    recent.delete(oldest);
  }
  return windows;
}
