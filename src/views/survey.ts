import type {App} from '../domain/app.js';
import type {LedgerEntry, Surveyed} from '../domain/coverage.js';
import type {Job} from '../domain/job.js';
import {ledger} from '../domain/ledger.js';
import {ownSpan, type SurveyInput, surveyWindows} from '../domain/plan.js';
import type {Store} from '../domain/ports.js';
import {CELLS_AT_ONCE, turn} from '../domain/turn.js';
import {type EpochSeconds, nominalLength, type Span} from '../domain/window.js';

/** The ledger of a stretch of time, for windows that start in it. */
export interface LedgerPiece {
  readonly span: Span;
  entriesOf(app: App): readonly LedgerEntry[];
}

export interface LedgerAsked {
  readonly job: Job;
  readonly apps: readonly App[];
  /** Where the windows start. */
  readonly span: Span;
  readonly newestFirst?: boolean;
}

/** Reads the ledger of many apps in pieces that are small enough to be worked on in one go; between them others have their turn. */
export async function* ledgerPieces(
  asked: LedgerAsked,
  store: Pick<Store, 'points'>,
  gone?: AbortSignal,
): AsyncGenerator<LedgerPiece> {
  const {job, apps, newestFirst = false} = asked;
  // Of all apps, unless it is one: a question for each would cost a hundred times as much.
  const one = apps.length === 1 ? {sdkAppId: apps[0]!.sdkAppId} : {};
  const read = async (span: Span) => {
    await turn(gone);
    const query = {...one, report: job.report.name, step: job.step.name, span, brief: true};
    return byApp(await ledger.entries(store, query));
  };
  const spans = pieces(asked);
  if (newestFirst) spans.reverse();
  // The store reads the next piece while this one is worked on.
  let next = spans[0] && read(spans[0]);
  for (const [index, span] of spans.entries()) {
    const entries = await next!;
    next = spans[index + 1] && read(spans[index + 1]!);
    // Whoever gives up meanwhile does not wait for it.
    next?.catch(() => undefined);
    await turn(gone);
    yield {span, entriesOf: ({sdkAppId}) => entries.get(sdkAppId) ?? []};
  }
}

/** Closed windows that start within the piece, and what the ledger says of them. */
export function surveyPiece(
  {span, entriesOf}: LedgerPiece,
  asked: Pick<SurveyInput, 'job' | 'app' | 'now' | 'retention'>,
): Surveyed[] {
  const survey = surveyWindows({...asked, span, entries: entriesOf(asked.app)});
  return survey.filter(({window: {start}}) => start >= span.start && start < span.end);
}

/** From the first to the last of the spans: apps cut their days in other zones. */
export function hullOf(spans: Iterable<Span>): Span {
  const all = [...spans];
  return {start: Math.min(...all.map(({start}) => start)), end: Math.max(...all.map(({end}) => end))};
}

/** Apps cut their days in other zones: the piece as far as it lies in one's own span. */
export function within({span, entriesOf}: LedgerPiece, {start, end}: Span): LedgerPiece {
  return {span: {start: Math.max(span.start, start), end: Math.min(span.end, end)}, entriesOf};
}

/** Apps of one zone cut the same windows. */
export function spansByZone(job: Job, apps: readonly App[], now: EpochSeconds): Map<string, Span> {
  const spans = new Map<string, Span>();
  for (const app of apps) {
    if (!spans.has(app.timezone)) spans.set(app.timezone, ownSpan(job, app, now));
  }
  return spans;
}

function pieces({job, apps, span}: LedgerAsked): Span[] {
  const length = nominalLength(job.step) * Math.max(1, Math.floor(CELLS_AT_ONCE / Math.max(1, apps.length)));
  const count = Math.max(0, Math.ceil((span.end - span.start) / length));
  return Array.from({length: count}, (_, index) => {
    const start = span.start + index * length;
    return {start, end: Math.min(start + length, span.end)};
  });
}

function byApp(entries: readonly LedgerEntry[]): Map<number, LedgerEntry[]> {
  const groups = new Map<number, LedgerEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.sdkAppId);
    if (group) group.push(entry);
    else groups.set(entry.sdkAppId, [entry]);
  }
  return groups;
}
