import type {App} from '../domain/app.js';
import {type Coverage, countCoverage, lagOf, oldestHole} from '../domain/coverage.js';
import type {Job} from '../domain/job.js';
import {measurement, tag} from '../domain/measurements.js';
import {spanOf, widened} from '../domain/plan.js';
import type {Point} from '../domain/point.js';
import type {Store} from '../domain/ports.js';
import type {EpochSeconds, Seconds, Span, Window} from '../domain/window.js';
import {hullOf, type LedgerPiece, ledgerPieces, surveyPiece} from './survey.js';

/** How far one job has come for one app. Instants are ISO 8601. */
export interface JobStatus {
  readonly app: string;
  readonly report: string;
  readonly step: string;
  readonly windows: Readonly<Record<Coverage, number>>;
  /** `expires`: when the vendor forgets it. */
  readonly oldestHole: {readonly start: string; readonly expires: string} | null;
  /** Seconds since the end of the newest window in the ledger. */
  readonly lag: Seconds;
  readonly lastRun: {readonly at: string; readonly ok: boolean; readonly left: number; readonly error: string} | null;
}

/** Coverage of every job and app, as the store tells it at `now`. */
export async function statusOf(
  {jobs, apps, store}: StatusDeps,
  now: EpochSeconds,
  gone?: AbortSignal,
): Promise<JobStatus[]> {
  const by = [tag.app, tag.sdkAppId, tag.report, tag.step];
  const runs = new Map<string, Point>();
  for (const run of await store.latest({measurement: measurement.run, by})) runs.set(keyOf(run.tags), run);
  const found = new Map<string, JobStatus>();
  for (const job of jobs) {
    for (const [app, tally] of await tallies(job, {apps, store}, now, gone)) {
      const names = {app: app.name, report: job.report.name, step: job.step.name};
      const lastRun = runs.get(keyOf(names));
      found.set(keyOf(names), {...names, ...told(tally, job, now), lastRun: lastRun ? runOf(lastRun) : null});
    }
  }
  return apps.flatMap(({name: app}) =>
    jobs.map(({report, step}) => found.get(keyOf({app, report: report.name, step: step.name}))!),
  );
}

interface StatusDeps {
  readonly jobs: readonly Job[];
  readonly apps: readonly App[];
  readonly store: Pick<Store, 'points' | 'latest'>;
}

/** What is known of one job and app, added up piece by piece. */
interface Tally {
  readonly windows: Record<Coverage, number>;
  hole: Window | undefined;
  /** The end of the newest window in the ledger; without one, where the span begins. */
  newest: EpochSeconds;
}

async function tallies(
  job: Job,
  {apps, store}: Pick<StatusDeps, 'apps' | 'store'>,
  now: EpochSeconds,
  gone: AbortSignal | undefined,
): Promise<Map<App, Tally>> {
  const spans = spansByZone(job, apps, now);
  const found = new Map<App, Tally>();
  for (const app of apps) {
    found.set(app, {windows: countCoverage([]), hole: undefined, newest: spans.get(app.timezone)!.start});
  }
  for await (const piece of ledgerPieces({job, apps, span: hullOf(spans.values())}, store, gone)) {
    for (const [app, tally] of found) count(tally, within(piece, spans.get(app.timezone)!), {job, app, now});
  }
  return found;
}

function count(tally: Tally, piece: LedgerPiece, {job, app, now}: {job: Job; app: App; now: EpochSeconds}): void {
  const survey = surveyPiece(piece, job, app, now);
  for (const {coverage} of survey) if (coverage) tally.windows[coverage] += 1;
  tally.hole ??= oldestHole(survey);
  tally.newest = now - lagOf(piece.entriesOf(app), {start: tally.newest, end: now}, now);
}

/** Apps cut their days in other zones: the piece as far as it lies in one's own span. */
function within({span, entriesOf}: LedgerPiece, {start, end}: Span): LedgerPiece {
  return {span: {start: Math.max(span.start, start), end: Math.min(span.end, end)}, entriesOf};
}

/** Apps of one zone cut the same windows. */
function spansByZone(job: Job, apps: readonly App[], now: EpochSeconds): Map<string, Span> {
  const spans = new Map<string, Span>();
  for (const app of apps) {
    if (!spans.has(app.timezone)) spans.set(app.timezone, widened(job, app, spanOf(job, now)));
  }
  return spans;
}

function told(
  {windows, hole, newest}: Tally,
  job: Job,
  now: EpochSeconds,
): Pick<JobStatus, 'windows' | 'oldestHole' | 'lag'> {
  const oldestHole = hole ? {start: iso(hole.start), expires: iso(hole.start + job.report.retention)} : null;
  return {windows, oldestHole, lag: now - newest};
}

function keyOf({app, report, step}: Readonly<Record<string, string>>): string {
  return JSON.stringify([app, report, step]);
}

function runOf({time, fields}: Point): JobStatus['lastRun'] {
  return {at: iso(time), ok: fields.ok === 1, left: Number(fields.windows_left), error: String(fields.error)};
}

function iso(seconds: EpochSeconds): string {
  return new Date(seconds * 1000).toISOString();
}
