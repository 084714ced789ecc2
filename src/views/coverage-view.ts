import {type CellState, type CoverageView, cellLetters} from '../domain/console.js';
import type {LedgerEntry, Surveyed} from '../domain/coverage.js';
import type {Job} from '../domain/job.js';
import {ledger} from '../domain/ledger.js';
import {isForgotten, type SurveyInput, surveyWindows, widened} from '../domain/plan.js';
import type {EpochSeconds} from '../domain/window.js';
import {appNamed, refuseNobodys} from './known-names.js';
import {filterNames, jobOfStep, type PushQuery, type ViewDeps} from './push-view.js';
import {askedSpan, askedStep, refuseUnknown} from './span-query.js';

/** Apps × windows of one step: what the ledger says of each. */
export async function coverageView(query: PushQuery, deps: ViewDeps, now: EpochSeconds): Promise<CoverageView> {
  refuseUnknown(query, filterNames);
  await refuseNobodys(query, deps);
  const apps = query.app === undefined ? deps.apps : [appNamed(deps.apps, query.app)];
  const timezone = query.app === undefined ? deps.timezone : apps[0]!.timezone;
  const {span, startsOf} = askedSpan(query, {now, timezone});
  const step = askedStep(query.step, deps.jobs, span.end - span.start);
  const job = jobOfStep(deps.jobs, step);
  const {start, end} = startsOf(step);
  const one = query.app === undefined ? {} : {sdkAppId: apps[0]!.sdkAppId};
  const wide = {start: start - 86_400, end: end + 86_400};
  const entries = byApp(
    await ledger.entries(deps.store, {...one, report: job.report.name, step, span: wide, brief: true}),
  );
  const retention = await deps.store.retention();
  const grids: Record<string, number[]> = {};
  const rows = apps.map((app) => {
    const survey = surveyOf({job, app, span: {start, end}, entries: entries.get(app.name) ?? [], now, retention});
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
  const steps = deps.jobs.map((each) => each.step.name);
  return {timezone, steps, step, from: span.start, to: span.end, grids, rows};
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

/** Closed windows that start within the span, which need not be whole windows. */
function surveyOf({span, ...query}: SurveyInput): Surveyed[] {
  const survey = surveyWindows({...query, span: widened(query.job, query.app, span)});
  return survey.filter(({window}) => window.start >= span.start && window.start < span.end);
}

export function cellStateOf({coverage, window}: Surveyed, job: Job, now: EpochSeconds): CellState {
  if (coverage === undefined) return 'young';
  return coverage === 'missing' && isForgotten(window, job, now) ? 'expired' : coverage;
}
