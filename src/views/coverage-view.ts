import {type CellState, type CoverageView, cellLetters} from '../domain/console.js';
import type {Surveyed} from '../domain/coverage.js';
import type {Job} from '../domain/job.js';
import {isForgotten} from '../domain/plan.js';
import type {EpochSeconds} from '../domain/window.js';
import {askedReport} from './asked-report.js';
import {boundCells} from './bounds.js';
import {appNamed, refuseNobodys} from './known-names.js';
import {countedBy, newestWindows} from './newest-windows.js';
import {filterNames, jobOfStep, type PushQuery, type ViewDeps} from './push-view.js';
import {askedSpan, askedStep, refuseUnknown} from './span-query.js';
import {ledgerPieces, surveyPiece} from './survey.js';

/** Apps × windows of one step: what the ledger says of each. Throws a QueryError when these are too many. */
export async function coverageView(
  query: PushQuery,
  deps: ViewDeps,
  now: EpochSeconds,
  gone?: AbortSignal,
): Promise<CoverageView> {
  refuseUnknown(query, filterNames);
  await refuseNobodys(query, deps);
  const {report, jobs} = askedReport(query.report, deps.jobs);
  const apps = query.app === undefined ? deps.apps : [appNamed(deps.apps, query.app)];
  const timezone = query.app === undefined ? deps.timezone : apps[0]!.timezone;
  const {span, startsOf} = askedSpan(query, {now, timezone});
  const step = askedStep(query.step, jobs, span.end - span.start);
  const job = jobOfStep(jobs, step);
  boundCells(apps.length, [{span, step: job.step}]);
  const retention = await deps.store.retention();
  const grids: Record<string, number[]> = {};
  const cells = new Map(apps.map(({name}) => [name, '']));
  const asked = {job, apps, span: startsOf(step)};
  for await (const piece of ledgerPieces(asked, deps.store, gone)) {
    const drawn = new Set<string>();
    for (const app of apps) {
      const survey = surveyPiece(piece, {job, app, now, retention});
      cells.set(
        app.name,
        cells.get(app.name)! + survey.map((each) => cellLetters[cellStateOf(each, job, now)]).join(''),
      );
      if (drawn.has(app.timezone)) continue;
      drawn.add(app.timezone);
      drawGrid(grids, app.timezone, survey);
    }
  }
  const steps = jobs.map((each) => each.step.name);
  const reports = [...new Set(deps.jobs.map((each) => each.report.name))];
  const rows = apps.map(({name, timezone}) => ({app: name, timezone, cells: cells.get(name)!}));
  const dead = query.app === undefined ? await goneApps(report, deps) : [];
  const head = {timezone, report, reports, steps, step, from: span.start, to: span.end};
  return {...head, retention: job.report.retention, grids, rows, gone: dead};
}

async function goneApps(report: string, {apps, jobs, store}: ViewDeps): Promise<CoverageView['gone']> {
  const counted = countedBy(report);
  const newest = counted ? await newestWindows(store, counted, jobs) : new Map<string, EpochSeconds>();
  const found = [...newest].map(([app, last]) => ({app, last}));
  const configured = new Set(apps.map(({name}) => name));
  return found.filter(({app}) => !configured.has(app)).sort((a, b) => a.app.localeCompare(b.app));
}

/** Adds the starts of windows, and the end of the last in the place of that of the one before them. */
function drawGrid(grids: Record<string, number[]>, timezone: string, survey: readonly Surveyed[]): void {
  const grid = grids[timezone] ?? [];
  grids[timezone] = grid;
  if (survey.length === 0) return;
  grid.pop();
  for (const {window} of survey) grid.push(window.start);
  grid.push(survey.at(-1)!.window.end);
}

export function cellStateOf({coverage, window}: Surveyed, job: Job, now: EpochSeconds): CellState {
  if (coverage === undefined) return 'young';
  return coverage === 'missing' && isForgotten(window, job, now) ? 'expired' : coverage;
}
