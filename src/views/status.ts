import type {App} from '../domain/app.js';
import type {ClockLead} from '../domain/clock-lead.js';
import {type Coverage, countCoverage, entriesOf, lagOf, oldestHole} from '../domain/coverage.js';
import {foreignWindows} from '../domain/grid.js';
import {holesIn, type Problem, problemsOf} from '../domain/health.js';
import type {Job} from '../domain/job.js';
import type {IsoInstant} from '../domain/local-time.js';
import {measurement, tag} from '../domain/measurements.js';
import type {Point} from '../domain/point.js';
import type {Store} from '../domain/ports.js';
import type {EpochSeconds, Seconds, Window} from '../domain/window.js';
import {hullOf, type LedgerPiece, ledgerPieces, spansByZone, surveyPiece, within} from './survey.js';
import type {UnknownCode} from './unknown-codes.js';

/** How far one job has come for one app. */
export interface JobStatus {
  readonly app: string;
  readonly report: string;
  readonly step: string;
  readonly windows: Readonly<Record<Coverage, number>>;
  /** Windows of another grid in the span: no sum counts them. */
  readonly foreign: number;
  /** `expires`: when the vendor forgets it. */
  readonly oldestHole: {readonly start: IsoInstant; readonly expires: IsoInstant} | null;
  /** Seconds since the end of the newest window in the ledger. */
  readonly lag: Seconds;
  /** Empty: all is well. */
  readonly problems: readonly Problem[];
  readonly lastRun: {
    readonly at: IsoInstant;
    readonly ok: boolean;
    readonly left: number;
    readonly error: string;
    readonly clockLead: ClockLead;
  } | null;
  /** Of a report of losses, with its job of the shortest windows: codes of the last seven days that the dictionary does not have. */
  readonly unknownCodes?: readonly Omit<UnknownCode, 'app' | 'report' | 'step'>[];
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
      const key = keyFor(app, job);
      found.set(key, jobStatus({job, app, now}, tally, runs.get(key)));
    }
  }
  return apps.flatMap((app) => jobs.map((job) => found.get(keyFor(app, job))!));
}

interface StatusDeps {
  readonly jobs: readonly Job[];
  readonly apps: readonly App[];
  readonly store: Pick<Store, 'points' | 'latest' | 'retention'>;
}

interface Asked {
  readonly job: Job;
  readonly app: App;
  readonly now: EpochSeconds;
}

/** What is known of one job and app, added up piece by piece. */
interface Tally {
  readonly windows: Record<Coverage, number>;
  hole: Window | undefined;
  holes: number;
  /** Windows of another grid. */
  foreign: number;
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
  const retention = await store.retention();
  const found = new Map<App, Tally>();
  for (const app of apps) {
    const newest = spans.get(app.timezone)!.start;
    found.set(app, {windows: countCoverage([]), hole: undefined, holes: 0, foreign: 0, newest});
  }
  for await (const piece of ledgerPieces({job, apps, span: hullOf(spans.values())}, store, gone)) {
    for (const [app, tally] of found) count(tally, within(piece, spans.get(app.timezone)!), {job, app, now}, retention);
  }
  return found;
}

function count(tally: Tally, piece: LedgerPiece, asked: Asked, retention: Seconds | undefined): void {
  const {job, app, now} = asked;
  const survey = surveyPiece(piece, {...asked, retention});
  for (const {coverage} of survey) if (coverage) tally.windows[coverage] += 1;
  tally.hole ??= oldestHole(survey);
  tally.holes += holesIn(survey, job, now);
  tally.foreign += foreignWindows(job, app, piece.entriesOf(app)).windows.length;
  tally.newest = now - lagOf(entriesOf(survey), {start: tally.newest, end: now}, now);
}

function jobStatus({job, app, now}: Asked, tally: Tally, lastRunPoint: Point | undefined): JobStatus {
  const {windows, hole, holes, foreign, newest} = tally;
  const identity = {app: app.name, report: job.report.name, step: job.step.name};
  const lastRun = lastRunPoint ? runOf(lastRunPoint) : null;
  const {left = 0, error = '', clockLead = 0} = lastRun ?? {};
  return {
    ...identity,
    problems: problemsOf({...identity, holes, refused: windows.rejected, left, error, clockLead, foreign}),
    windows,
    foreign,
    oldestHole: hole ? {start: iso(hole.start), expires: iso(hole.start + job.report.retention)} : null,
    lag: now - newest,
    lastRun,
  };
}

/** An app that once had another SDKAppID has runs of that, too. */
function keyOf(tags: Readonly<Record<string, string>>): string {
  return JSON.stringify([tags[tag.app], tags[tag.sdkAppId], tags[tag.report], tags[tag.step]]);
}

function keyFor({name, sdkAppId}: App, {report, step}: Job): string {
  return keyOf({
    [tag.app]: name,
    [tag.sdkAppId]: String(sdkAppId),
    [tag.report]: report.name,
    [tag.step]: step.name,
  });
}

function runOf({time, fields}: Point): JobStatus['lastRun'] {
  const left = Number(fields.windows_left);
  return {
    at: iso(time),
    ok: fields.ok === 1 && left === 0,
    left,
    error: String(fields.error),
    clockLead: Number(fields.clock_lead_s ?? 0),
  };
}

function iso(seconds: EpochSeconds): string {
  return new Date(seconds * 1000).toISOString();
}
