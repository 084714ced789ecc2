import {type CountReport, tag} from '../domain/measurements.js';
import type {Store, SumQuery, SumRow} from '../domain/ports.js';
import type {Basis, Compared, CountRow, WindowCount} from '../domain/push-view.js';
import {noSums, type Sums} from '../domain/rates.js';
import type {Window} from '../domain/window.js';
import {nearlyAll} from './maturity.js';
import {reportQueries} from './push-report.js';
import {startsIn, sumOf} from './push-series.js';
import type {Sides} from './push-sides.js';

export interface ComparedRow extends Compared {
  readonly app: string;
  readonly platform: string | null;
  readonly event?: string;
}

export interface Comparison {
  /** Null: nothing is compared. */
  readonly basis: Basis | null;
  /** Of everything that is shown; null when not nearly all windows of both sides are there. */
  readonly whole: Compared | null;
  /** Of the apps whose windows are. */
  readonly rows: readonly ComparedRow[];
}

/** The rows with both sides of each, and behind them those that only the time before has: a platform that is gone moves the rates, too. */
export function withSides(
  rows: readonly Omit<CountRow, 'compared'>[],
  compared: readonly ComparedRow[],
  windowsOf: (app: string) => WindowCount,
): CountRow[] {
  const nameOf = ({app, platform, event}: Pick<ComparedRow, 'app' | 'platform' | 'event'>) =>
    JSON.stringify([app, platform, event]);
  const sides = new Map(compared.map((row) => [nameOf(row), row]));
  const own = rows.map((row): CountRow => {
    const found = sides.get(nameOf(row));
    sides.delete(nameOf(row));
    return {...row, compared: found ? {now: found.now, before: found.before} : null};
  });
  const gone = [...sides.values()].filter(({now, before}) => now.total === 0 && before.total > 0);
  return [
    ...own,
    ...gone.map(({now, before, ...of}) => ({...of, counts: now, windows: windowsOf(of.app), compared: {now, before}})),
  ];
}

export interface ComparedQuestion {
  readonly report: CountReport;
  readonly matches: (row: Pick<ComparedRow, 'app' | 'platform'>) => boolean;
  /** The platform that is asked about; undefined: all of them. */
  readonly platform: string | undefined;
  readonly expectedApps: number;
}

/** The first of the sides of which nearly all is there; where there is none, what the first has of single apps. */
export async function comparisonOf(
  sides: readonly Sides[],
  question: ComparedQuestion,
  store: Pick<Store, 'sums'>,
  gone?: AbortSignal,
): Promise<Comparison> {
  let best: Comparison = {basis: null, whole: null, rows: []};
  for (const each of sides) {
    const queries = [each.now, each.before].flatMap((windows) => sideQueries(question.report, each, windows));
    const found = comparisonIn(await store.sums(queries, gone), each, question);
    if (found.whole) return found;
    if (best.rows.length === 0) best = found;
  }
  return best;
}

export function sideQueries(
  report: CountReport,
  {job, age}: Sides,
  windows: readonly Window[],
  apps?: readonly string[],
): SumQuery[] {
  return reportQueries(report, job.step.name, startsIn(windows, job), {age, apps});
}

function comparisonIn(answers: readonly SumRow[][], sides: Sides, question: ComparedQuestion): Comparison {
  const [totals, platforms, totalsBefore, platformsBefore] = answers as [SumRow[], SumRow[], SumRow[], SumRow[]];
  const [expected, expectedBefore] = [sides.now.length, sides.before.length];
  const [there, thereBefore] = [totals, totalsBefore].map(
    (rows) => new Map(rows.map(({tags, points}) => [tags[tag.app]!, points])),
  ) as [Map<string, number>, Map<string, number>];
  const [own, before] = [
    [...totals, ...platforms],
    [...totalsBefore, ...platformsBefore],
  ].map((rows) => new Map(rows.map((row) => [keyOf(row), row]))) as [Map<string, SumRow>, Map<string, SumRow>];
  // An app that is collected no more, or not for long yet, has no other side: its counts would look like a change of the others'.
  const isTold = (app: string) =>
    nearlyAll(there.get(app) ?? 0, expected) && nearlyAll(thereBefore.get(app) ?? 0, expectedBefore);
  const told = [...new Map([...own, ...before])]
    .map(([key, row]) => comparedRow(row, own.get(key), before.get(key)))
    .filter((row) => question.matches(row) && isTold(row.app));
  const isWhole = (points: ReadonlyMap<string, number>, expected: number) => {
    const asked = [...points].filter(
      ([app]) => isTold(app) && question.matches({app, platform: question.platform ?? null}),
    );
    const count = asked.reduce((sum, [, points]) => sum + Math.min(points, expected), 0);
    return nearlyAll(count, expected * question.expectedApps);
  };
  const shown = told.filter(({platform}) => (question.platform === undefined) === (platform === null));
  const [now, was] = [
    sumOf(shown.map((row) => ({counts: row.now}))),
    sumOf(shown.map((row) => ({counts: row.before}))),
  ];
  const whole =
    now && was && isWhole(there, expected) && isWhole(thereBefore, expectedBefore) ? {now, before: was} : null;
  return {basis: whole || told.length > 0 ? basisOf(sides) : null, whole, rows: told};
}

function comparedRow({tags}: SumRow, now: SumRow | undefined, before: SumRow | undefined): ComparedRow {
  const sums = (side: SumRow | undefined) => (side?.fields as unknown as Sums | undefined) ?? noSums;
  return {
    app: tags[tag.app]!,
    platform: tags[tag.platform] ?? null,
    ...(tags[tag.event] !== undefined && {event: tags[tag.event]!}),
    now: sums(now),
    before: sums(before),
  };
}

function keyOf({tags}: SumRow): string {
  return JSON.stringify([tags[tag.app], tags[tag.platform] ?? null, tags[tag.event]]);
}

function basisOf({job, now, before, of, age, finalAfter}: Sides): Basis {
  const spanOf = (windows: readonly Window[]) => ({start: windows[0]!.start, end: windows.at(-1)!.end});
  return {
    step: job.step.name,
    windows: now.length,
    of,
    age: age?.name ?? null,
    finalAfter: finalAfter?.name ?? null,
    now: spanOf(now),
    before: spanOf(before),
  };
}
