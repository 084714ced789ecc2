import {grouped} from '../domain/grouped.js';
import {isoIn} from '../domain/local-time.js';
import {gridWindows} from '../domain/plan.js';
import type {Store, SumRow} from '../domain/ports.js';
import {QueryError} from '../domain/query-error.js';
import {noSums, ratesOf, type Sums} from '../domain/rates.js';
import type {PushReport, ReportRow} from '../domain/report-view.js';
import {nominalLength, type Seconds, startOfLocalDay, type Window} from '../domain/window.js';
import {boundWindows} from './bounds.js';
import {comparedQuery, presentQuery} from './push-queries.js';
import {indexOf, placed, presentIn, startsIn, sumOf} from './push-series.js';
import {type Sides, sidesOfJob, windowsOf} from './push-sides.js';
import {TOO_YOUNG, whyNot} from './report-comparison.js';
import type {ReportScope} from './report-scope.js';
import {sumsInPieces} from './sums-in-pieces.js';

const HOUR: Seconds = 3600;
const DAY: Seconds = 24 * HOUR;

/** A row for each hour or day of the span, oldest first, over all apps that are asked about. Throws a QueryError. */
export async function rowsOverTime(
  asked: ReportScope,
  store: Pick<Store, 'sums'>,
  gone?: AbortSignal,
): Promise<Pick<PushReport, 'rows' | 'compared'>> {
  const {report, job, asked: span, starts, now, apps, names, platform, earlier, gridZone} = asked;
  refuseCoarse(asked);
  boundWindows(starts, job.step);
  const windows = windowsOf(job, gridZone, starts, now);
  const scope = {...span, timezone: gridZone, earlier};
  const sides = asked.compares ? sidesOfJob(job, scope, {until: now, now}) : undefined;
  const about = {report, step: job.step.name, app: names, platform, age: null};
  // An app that is configured no more has no other side: what it had would look like a change of the others.
  const aged = {...about, app: names ?? apps.map(({name}) => name), age: sides?.age ?? null};
  const drawn = startsIn(windows, job);
  const both = sides && startsIn([...sides.before, ...sides.now], job);
  const [sums, present, comparedSums, comparedPresent] = await sumsInPieces(
    [
      comparedQuery(about, drawn),
      presentQuery(about, drawn),
      ...(both ? [comparedQuery(aged, both), presentQuery(aged, both)] : []),
    ],
    {store, step: job.step, gone},
  );
  const found = cellsOf(sums!, present!, windows);
  const expected = expectedIn(asked, windows);
  const cells = (side: readonly Window[]) => cellsOf(comparedSums!, comparedPresent!, side);
  const compared = sides && {...sides, cells: {now: cells(sides.now), before: cells(sides.before)}};
  const rows = bucketsOf(windows, asked)
    .map((indices) => ({
      ...rowAt(indices, asked, {found, expected, windows}),
      ...(asked.compares && comparisonAt(indices, asked, compared)),
    }))
    .filter(({windows}) => windows.expected !== 0);
  const of = {step: job.step.name};
  return {rows, ...(sides && {compared: {...of, windows: sides.now.length, age: ageOf(sides)}})};
}

/** An hour or a day; of windows that are too young to be asked for, none is expected. */
function rowAt(
  indices: readonly number[],
  asked: ReportScope,
  {found, expected, windows}: {found: readonly Cell[]; expected: readonly number[]; windows: readonly Window[]},
): ReportRow {
  const cells = indices.map((index) => found[index]!);
  const collected = presentOf(cells);
  const due = indices.reduce((sum, index) => sum + expected[index]!, 0);
  const counts = collected > 0 ? sumOf(cells) : null;
  return {
    app: asked.onlyApp,
    platform: asked.platform ?? null,
    start: isoIn(windows[indices[0]!]!.start, asked.timezone),
    end: isoIn(windows[indices.at(-1)!]!.end, asked.timezone),
    counts,
    rates: ratesOf(counts ?? noSums),
    windows: {collected, expected: Math.max(due, collected)},
  };
}

/** What is there of one window. */
interface Cell {
  readonly counts: Sums;
  /** So many apps have it. */
  readonly present: number;
}

function presentOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, {present}) => sum + present, 0);
}

function cellsOf(sums: readonly SumRow[], present: readonly SumRow[], windows: readonly Window[]): Cell[] {
  const there = presentIn(present, windows);
  const own = grouped(placed(sums, windows), ({index}) => index);
  return windows.map((_, index) => {
    const rows = (own.get(index) ?? []).map(({fields}) => ({counts: fields as unknown as Sums}));
    return {counts: sumOf(rows) ?? noSums, present: there[index]!};
  });
}

/** Indices of the windows of each hour or day. */
function bucketsOf(windows: readonly Window[], {by, timezone}: ReportScope): number[][] {
  const key = ({start}: Window) => (by === 'day' ? startOfLocalDay(start, timezone) : start);
  return [...grouped(windows.keys(), (index) => key(windows[index]!)).values()];
}

/** How many apps should have each window by now. */
function expectedIn({job, apps, now}: ReportScope, windows: readonly Window[]): number[] {
  const expected = windows.map(() => 0);
  const settleDelay = job.refresh[0]?.seconds ?? 0;
  for (const [timezone, own] of grouped(apps, (app) => app.timezone)) {
    for (const {start, end} of gridWindows(job, {timezone}, startsIn(windows, job))) {
      const index = indexOf(start, windows);
      if (index !== undefined && end + settleDelay <= now) expected[index]! += own.length;
    }
  }
  return expected;
}

interface ComparedCells extends Sides {
  readonly cells: {readonly now: readonly Cell[]; readonly before: readonly Cell[]};
}

/** An hour or a day with the same of the time before. */
function comparisonAt(
  indices: readonly number[],
  {apps, names, earlier}: ReportScope,
  compared: ComparedCells | undefined,
): Pick<ReportRow, 'comparison' | 'notCompared'> {
  const [first, last] = [indices[0]!, indices.at(-1)!].map((index) => {
    const window = compared?.now[index];
    return window && indexOf(earlier(window.start), compared.before);
  });
  if (!compared || first === undefined || last === undefined) return {comparison: null, notCompared: TOO_YOUNG};
  const now = indices.map((index) => compared.cells.now[index]!);
  const was = compared.cells.before.slice(first, last + 1);
  const shareOf = (side: readonly Cell[]) => ({there: presentOf(side), of: side.length * (names ?? apps).length});
  const notCompared = whyNot(shareOf(now), shareOf(was), compared);
  if (notCompared !== undefined) return {comparison: null, notCompared};
  return {comparison: {now: sumOf(now)!, before: sumOf(was)!, windows: indices.length, age: ageOf(compared)}};
}

function ageOf({age}: Pick<Sides, 'age'>): string | null {
  return age?.name ?? null;
}

function refuseCoarse({by, job: {step}}: ReportScope): void {
  const longest = by === 'hour' ? HOUR : DAY;
  if (nominalLength(step) <= longest) return;
  throw new QueryError(`by: windows of ${step.name} are longer than one ${by}; ask for another step, or not by ${by}`);
}
