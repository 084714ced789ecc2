import type {App} from '../domain/app.js';
import {type Coverage, countCoverage, entriesOf, lagOf, oldestHole} from '../domain/coverage.js';
import {foreignWindows} from '../domain/grid.js';
import {holesIn, problemsOf} from '../domain/health.js';
import type {Job} from '../domain/job.js';
import type {Store} from '../domain/ports.js';
import type {EpochSeconds, Seconds, Window} from '../domain/window.js';
import {type CampaignStatusDeps, campaignStatus} from './campaign-status.js';
import type {JobStatus} from './job-status.js';
import {iso, type LastRun, lastRuns} from './last-run.js';
import {hullOf, type LedgerPiece, ledgerPieces, spansByZone, surveyPiece, within} from './survey.js';

/** Coverage of every job and app, and of the app's campaigns, as the store tells it at `now`. */
export async function statusOf(
  {jobs, apps, store, campaigns}: StatusDeps,
  now: EpochSeconds,
  gone?: AbortSignal,
): Promise<JobStatus[]> {
  const runs = await lastRuns(store);
  const byApp = new Map(apps.map((app): [App, JobStatus[]] => [app, []]));
  for (const job of jobs) {
    for (const [app, tally] of await tallies(job, {apps, store}, now, gone))
      byApp.get(app)!.push(jobStatus({job, app, now}, tally, runs(app, job)));
  }
  for (const [app, rows] of byApp) {
    const ofCampaigns = await campaignStatus(app, {store, campaigns, runs}, now);
    if (ofCampaigns) rows.push(ofCampaigns);
  }
  return [...byApp.values()].flat();
}

interface StatusDeps extends Pick<CampaignStatusDeps, 'campaigns'> {
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

function jobStatus({job, app, now}: Asked, tally: Tally, lastRun: LastRun | null): JobStatus {
  const {windows, hole, holes, foreign, newest} = tally;
  const identity = {app: app.name, report: job.report.name, step: job.step.name};
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
