import type {App} from '../domain/app.js';
import {type CellState, type CoverageView, cellLetters} from '../domain/console.js';
import type {LedgerEntry, Surveyed} from '../domain/coverage.js';
import type {Job} from '../domain/job.js';
import {ledger} from '../domain/ledger.js';
import {surveyWindows, widened} from '../domain/plan.js';
import type {EpochSeconds} from '../domain/window.js';
import {askedReport} from './asked-report.js';
import {appNamed, jobOfStep, type PushQuery, type ViewDeps} from './push-view.js';
import {askedSpan, askedStep} from './span-query.js';

/** Apps × windows of one step: what the ledger says of each. */
export async function coverageView(query: PushQuery, deps: ViewDeps, now: EpochSeconds): Promise<CoverageView> {
  const {report, jobs} = askedReport(query.report, deps.jobs);
  const apps = query.app === undefined ? deps.apps : [appNamed(deps.apps, query.app)];
  const timezone = query.app === undefined ? deps.timezone : apps[0]!.timezone;
  const {span, startsOf} = askedSpan(query, {now, timezone});
  const step = askedStep(query.step, jobs, span.end - span.start);
  const job = jobOfStep(jobs, step);
  const {start, end} = startsOf(step);
  const one = query.app === undefined ? {} : {sdkAppId: apps[0]!.sdkAppId};
  const wide = {start: start - 86_400, end: end + 86_400};
  const entries = byApp(await ledger.entries(deps.store, {...one, report, step, span: wide, brief: true}));
  const grids: Record<string, number[]> = {};
  const rows = apps.map((app) => {
    const survey = surveyOf({job, app, span: {start, end}, entries: entries.get(app.name) ?? [], now});
    const windows = survey.map(({window}) => window);
    grids[app.timezone] ??= [
      ...windows.map((window) => window.start),
      ...windows.slice(-1).map((window) => window.end),
    ];
    return {
      app: app.name,
      timezone: app.timezone,
      cells: survey.map((each) => cellLetters[cellStateOf(each, job, now)]).join(''),
    };
  });
  const steps = jobs.map((each) => each.step.name);
  const reports = [...new Set(deps.jobs.map((each) => each.report.name))];
  return {timezone, report, reports, steps, step, from: span.start, to: span.end, grids, rows};
}

function byApp(entries: readonly LedgerEntry[]): Map<string, LedgerEntry[]> {
  const groups = new Map<string, LedgerEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.app);
    if (group) group.push(entry);
    else groups.set(entry.app, [entry]);
  }
  return groups;
}

interface SurveyQuery {
  readonly job: Job;
  readonly app: App;
  readonly span: {readonly start: EpochSeconds; readonly end: EpochSeconds};
  readonly entries: readonly LedgerEntry[];
  readonly now: EpochSeconds;
}

/** Closed windows that start within the span. */
function surveyOf({span, ...query}: SurveyQuery): Surveyed[] {
  const survey = surveyWindows({...query, span: widened(query.job, query.app, span)});
  return survey.filter(({window}) => window.start >= span.start && window.start < span.end);
}

export function cellStateOf({coverage, window}: Surveyed, job: Job, now: EpochSeconds): CellState {
  if (coverage === undefined) return 'young';
  return coverage === 'missing' && window.start < now - job.report.retention ? 'expired' : coverage;
}
