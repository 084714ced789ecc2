import type {Job} from '../domain/job.js';
import {type CountReport, countFields, tag} from '../domain/measurements.js';
import type {Store, SumQuery, SumRow} from '../domain/ports.js';
import type {Basis, Compared} from '../domain/push-view.js';
import type {Sums} from '../domain/rates.js';
import {nominalLength, type Span, type Window} from '../domain/window.js';
import {nearlyAll} from './maturity.js';
import {reportQueries} from './push-report.js';
import {sumOf} from './push-series.js';
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

/** Both sides of a row that is among those; of a thousand apps with nine platforms each it is asked for each of them. */
export function comparedOf(
  rows: readonly ComparedRow[],
): (row: Omit<ComparedRow, 'now' | 'before'>) => Compared | null {
  const nameOf = ({app, platform, event}: Omit<ComparedRow, 'now' | 'before'>) =>
    JSON.stringify([app, platform, event]);
  const sides = new Map(rows.map((row) => [nameOf(row), {now: row.now, before: row.before}]));
  return (row) => sides.get(nameOf(row)) ?? null;
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
  return reportQueries(report, job.step.name, startsOf(windows, job), {age, apps});
}

/** Where those windows of every app start whose middle lies in these: apps may cut their days in other zones. */
function startsOf(windows: readonly Window[], {step}: Job): Span {
  const half = nominalLength(step) / 2;
  return {start: (windows[0]?.start ?? 0) - half, end: (windows.at(-1)?.end ?? 0) - half};
}

function comparisonIn(answers: readonly SumRow[][], sides: Sides, question: ComparedQuestion): Comparison {
  const [totals, platforms, totalsBefore, platformsBefore] = answers as [SumRow[], SumRow[], SumRow[], SumRow[]];
  const expected = sides.now.length;
  const [there, thereBefore] = [totals, totalsBefore].map(
    (rows) => new Map(rows.map(({tags, points}) => [tags[tag.app]!, points])),
  ) as [Map<string, number>, Map<string, number>];
  const before = new Map([...totalsBefore, ...platformsBefore].map((row) => [keyOf(row), row]));
  const rows = [...totals, ...platforms]
    .map((row) => comparedRow(row, before.get(keyOf(row))))
    .filter(question.matches);
  const isWhole = (points: ReadonlyMap<string, number>) => {
    const asked = [...points].filter(([app]) => question.matches({app, platform: question.platform ?? null}));
    const count = asked.reduce((sum, [, points]) => sum + points, 0);
    return nearlyAll(count, expected * question.expectedApps);
  };
  const shown = rows.filter(({platform}) => (question.platform === undefined) === (platform === null));
  const [now, was] = [
    sumOf(shown.map((row) => ({counts: row.now}))),
    sumOf(shown.map((row) => ({counts: row.before}))),
  ];
  const whole = now && was && isWhole(there) && isWhole(thereBefore) ? {now, before: was} : null;
  const told = rows.filter(({app}) =>
    [there, thereBefore].every((points) => nearlyAll(points.get(app) ?? 0, expected)),
  );
  return {basis: whole || told.length > 0 ? basisOf(sides) : null, whole, rows: told};
}

const none = Object.fromEntries(countFields.map((field) => [field, 0])) as unknown as Sums;

function comparedRow({tags, fields}: SumRow, before: SumRow | undefined): ComparedRow {
  return {
    app: tags[tag.app]!,
    platform: tags[tag.platform] ?? null,
    ...(tags[tag.event] !== undefined && {event: tags[tag.event]!}),
    now: fields as unknown as Sums,
    before: (before?.fields as unknown as Sums | undefined) ?? none,
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
