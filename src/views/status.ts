import type {App} from '../domain/app.js';
import type {ClockLead} from '../domain/clock-lead.js';
import {type Coverage, countCoverage, type LedgerEntry, lagOf, oldestHole, type Surveyed} from '../domain/coverage.js';
import {holesIn, type Problem, problemsOf, refusedIn} from '../domain/health.js';
import type {Job} from '../domain/job.js';
import {ledger} from '../domain/ledger.js';
import {measurement, tag} from '../domain/measurements.js';
import {ownSpan, type SurveyInput, surveyWindows} from '../domain/plan.js';
import type {Point} from '../domain/point.js';
import type {Store} from '../domain/ports.js';
import type {EpochSeconds, Seconds, Span} from '../domain/window.js';

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
  /** Empty: all is well. */
  readonly problems: readonly Problem[];
  readonly lastRun: {
    readonly at: string;
    readonly ok: boolean;
    readonly left: number;
    readonly error: string;
    readonly clockLead: ClockLead;
  } | null;
}

/** Coverage of every job and app, as the store tells it at `now`. */
export async function statusOf(
  {
    jobs,
    apps,
    store,
  }: {readonly jobs: readonly Job[]; readonly apps: readonly App[]; readonly store: Pick<Store, 'points' | 'latest'>},
  now: EpochSeconds,
): Promise<JobStatus[]> {
  const by = [tag.app, tag.sdkAppId, tag.report, tag.step];
  const runs = await store.latest({measurement: measurement.run, by});
  const spans = jobs.map((job) => spansByZone(job, apps, now));
  const known = await Promise.all(jobs.map((job, i) => entriesByApp(job, apps, store, spans[i]!)));
  return apps.flatMap((app) =>
    jobs.map((job, i) => {
      const lastRun = runs.find(
        ({tags}) =>
          tags[tag.app] === app.name && tags[tag.report] === job.report.name && tags[tag.step] === job.step.name,
      );
      const span = spans[i]!.get(app.timezone)!;
      return jobStatus({job, app, span, entries: known[i]!.get(app.sdkAppId) ?? [], now}, lastRun);
    }),
  );
}

/** Apps of one zone cut the same windows. */
function spansByZone(job: Job, apps: readonly App[], now: EpochSeconds): Map<string, Span> {
  const spans = new Map<string, Span>();
  for (const app of apps) {
    if (!spans.has(app.timezone)) spans.set(app.timezone, ownSpan(job, app, now));
  }
  return spans;
}

/** One question for all apps: one for each would cost a hundred times as much. */
async function entriesByApp(
  job: Job,
  apps: readonly App[],
  store: Pick<Store, 'points'>,
  spans: ReadonlyMap<string, Span>,
): Promise<Map<number, LedgerEntry[]>> {
  const all = [...spans.values()];
  const span = {start: Math.min(...all.map(({start}) => start)), end: Math.max(...all.map(({end}) => end))};
  const entries = await ledger.entries(store, {report: job.report.name, step: job.step.name, span, brief: true});
  const byApp = new Map<number, LedgerEntry[]>(apps.map(({sdkAppId}) => [sdkAppId, []]));
  for (const entry of entries) byApp.get(entry.sdkAppId)?.push(entry);
  return byApp;
}

function jobStatus(asked: SurveyInput, lastRunPoint: Point | undefined): JobStatus {
  const {job, app, span, entries, now} = asked;
  const survey = surveyWindows(asked);
  const identity = {app: app.name, report: job.report.name, step: job.step.name};
  const lastRun = lastRunPoint ? runOf(lastRunPoint) : null;
  const {left = 0, error = '', clockLead = 0} = lastRun ?? {};
  const holes = holesIn(survey, job, now);
  return {
    ...identity,
    problems: problemsOf({...identity, holes, refused: refusedIn(survey), left, error, clockLead}),
    windows: countCoverage(survey),
    oldestHole: holeOf(survey, job),
    lag: lagOf(entries, span, now),
    lastRun,
  };
}

function holeOf(survey: readonly Surveyed[], job: Job): JobStatus['oldestHole'] {
  const hole = oldestHole(survey);
  return hole ? {start: iso(hole.start), expires: iso(hole.start + job.report.retention)} : null;
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
