import {countsIn} from '../domain/campaign.js';
import type {Cell, CellsView} from '../domain/cells-view.js';
import {countFields, countReports, tag} from '../domain/measurements.js';
import type {SumQuery, SumRow} from '../domain/ports.js';
import type {EpochSeconds, Seconds} from '../domain/window.js';
import {askedCounts} from './asked-report.js';
import {boundCells, boundWindows} from './bounds.js';
import {refuseNobodys} from './known-names.js';
import {channelTags} from './push-report.js';
import {filterNames, jobOfStep, type PushDeps, type PushQuery} from './push-view.js';
import {askedSpan, askedStep, refuseUnknown} from './span-query.js';
import {sumsInPieces} from './sums-in-pieces.js';

/** No window begins within such a stretch: local days begin at quarters of an hour at the finest. */
const EVERY: Seconds = 900;

/** Windows of all apps together: with ten platforms they are some twenty megabytes. */
const MOST_WINDOWS = 20_000;

/** Each window of each app and platform by itself, as far as the filters of the page let through. Throws a QueryError. */
export async function cellsView(
  query: PushQuery,
  deps: PushDeps,
  now: EpochSeconds,
  gone?: AbortSignal,
): Promise<CellsView> {
  refuseUnknown(query, filterNames);
  await refuseNobodys(query, deps);
  const {report, jobs} = askedCounts(query.report, deps.jobs);
  const timezone = deps.apps.find(({name}) => name === query.app)?.timezone ?? deps.timezone;
  const {span, startsOf} = askedSpan(query, {now, timezone});
  const step = askedStep(query.step, jobs, span.end - span.start);
  const job = jobOfStep(jobs, step);
  boundWindows(span, job.step);
  boundCells(query.app === undefined ? deps.apps.length : 1, [{span, step: job.step}], MOST_WINDOWS);
  const {total, platform} = countReports[report];
  const app = query.app !== undefined && {[tag.app]: query.app};
  const channel = query.platform !== undefined && {[tag.platform]: query.platform};
  const shared = {span: startsOf(step), fields: countFields, every: EVERY};
  const ofPlatforms: SumQuery = {
    ...shared,
    measurement: platform(step),
    tags: {...app, ...channel},
    by: [tag.app, ...channelTags(report)],
  };
  const ofTotals: SumQuery = {...shared, measurement: total(step), tags: {...app}, by: [tag.app]};
  const queries = query.platform === undefined ? [ofTotals, ofPlatforms] : [ofPlatforms];
  const found = await sumsInPieces(queries, {store: deps.store, step: job.step, gone});
  return {report, step, from: span.start, to: span.end, cells: found.flat().map(cellOf).sort(inOrder)};
}

function cellOf({tags, time, fields}: SumRow): Cell {
  const event = tags[tag.event];
  const names = {app: tags[tag.app]!, platform: tags[tag.platform] ?? null, ...(event !== undefined && {event})};
  return {start: time!, ...names, counts: countsIn(fields)};
}

function inOrder(a: Cell, b: Cell): number {
  const key = ({platform, event = ''}: Cell) => `${platform ?? ''} ${event}`;
  return a.start - b.start || a.app.localeCompare(b.app) || key(a).localeCompare(key(b));
}
