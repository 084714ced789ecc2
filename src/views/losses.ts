import type {App} from '../domain/app.js';
import type {Job} from '../domain/job.js';
import type {ExplainLoss, LossStage} from '../domain/loss.js';
import {type CountReport, countReports, measurement, TOTAL, tag} from '../domain/measurements.js';
import {keyOfTags} from '../domain/point.js';
import type {Store, SumQuery, SumRow} from '../domain/ports.js';
import type {WindowCount} from '../domain/push-view.js';
import type {LostRow, WhyLost} from '../domain/why-lost.js';
import type {Earlier, EpochSeconds, Span} from '../domain/window.js';
import {explainedBy} from './explained-by.js';
import {lossTexts} from './loss-texts.js';
import {nearlyAll} from './maturity.js';
import {channelTags, collectedBy, type PushRow} from './push-report.js';
import {WindowCounter} from './window-count.js';

export interface LossDeps {
  readonly jobs: readonly Job[];
  readonly apps: readonly App[];
  readonly store: Pick<Store, 'sums' | 'points'>;
  readonly explainLoss: ExplainLoss;
}

export interface LossQuery {
  readonly report: CountReport;
  readonly step: string;
  /** Where the windows start, and where those of the time before. */
  readonly span: Span;
  readonly earlier: Earlier;
  readonly now: EpochSeconds;
  /** Of these only; absent: of all. */
  readonly tags?: Readonly<Record<string, string | readonly string[]>>;
}

/** What the store says of losses, and how much of the counts they explain. Null: no job collects losses by this step. */
export async function whyLost(
  query: LossQuery,
  counts: readonly Omit<PushRow, 'rates' | 'windows'>[],
  deps: LossDeps,
  gone?: AbortSignal,
): Promise<WhyLost | null> {
  const {span, earlier} = query;
  const job = jobOf(query, deps.jobs);
  if (!job) return null;
  const spans = [span, {start: earlier(span.start), end: Math.min(span.start, earlier(span.end))}];
  const sumsBy = (asked: typeof lossSums) =>
    deps.store.sums(
      spans.map((each) => asked(query, each)),
      gone,
    );
  const [now, before] = await sumsBy(lossSums);
  const collected = await sumsBy(collectedWindows);
  const [windows, windowsBefore] = spans.map((each, i) => {
    return new WindowCounter({job, apps: deps.apps, span: each, now: query.now}, collectedBy([collected[i]!]));
  });
  const isThere = (app: string) => isWhole(windows!.of(app));
  const was = new Map(before!.map((row) => [keyOfTags(row.tags), row.fields.count!]));
  const beforeOf = (row: SumRow) => {
    const app = row.tags[tag.app]!;
    return isThere(app) && isWhole(windowsBefore!.of(app)) ? (was.get(keyOfTags(row.tags)) ?? 0) : null;
  };
  const shown = worthTelling(now!, beforeOf);
  const texts = await lossTexts(shown, lossSums(query, span), deps.store, gone);
  const rows = shown.map((row): LostRow => {
    return {...rowOf(row, deps.explainLoss, texts.get(keyOfTags(row.tags)) ?? ''), before: beforeOf(row)};
  });
  const apps = [...new Set([...counts, ...rows].map(({app}) => app))].sort();
  const partial = apps.filter((app) => !isThere(app));
  return {
    rows,
    explained: explainedBy(now!, counts, partial),
    partial,
    windows: apps.map((app) => ({app, ...windows!.of(app)})),
  };
}

function jobOf({report, step}: LossQuery, jobs: readonly Job[]): Job | undefined {
  const {lossReport} = countReports[report];
  return jobs.find((job) => job.report.name === lossReport && job.step.name === step);
}

function isWhole({collected, expected}: WindowCount): boolean {
  return expected !== null && nearlyAll(collected, expected);
}

/** The tags of a point of losses, but for those of the app. */
function tagsOf(report: CountReport): string[] {
  return [...channelTags(report), tag.stage, tag.class, tag.code];
}

function lossSums({report, step, tags = {}}: LossQuery, span: Span): SumQuery {
  const name = countReports[report].loss(step);
  return {measurement: name, span, tags, fields: ['count'], by: [tag.app, ...tagsOf(report)]};
}

/** Of each app: the windows whose answer told of losses, or that there were none. */
function collectedWindows({report, step, tags}: LossQuery, span: Span): SumQuery {
  const app = tags?.[tag.app];
  const lane = {[tag.report]: countReports[report].lossReport, [tag.step]: step, ...(app && {[tag.app]: app})};
  return {
    measurement: measurement.ledger,
    tags: lane,
    texts: {outcome: 'ok'},
    span,
    fields: ['fetched_at'],
    by: [tag.app],
  };
}

/** Of each app: so many of the largest … */
const LARGEST = 5;
/** … and so many of the others that have grown most, and at least to twice of what they were. */
const GROWN = 3;

/** Reasons of each app; a stage that no platform has stands there with its totals. */
function worthTelling(rows: readonly SumRow[], beforeOf: (row: SumRow) => number | null): SumRow[] {
  const there = rows.filter(({fields}) => fields.count! > 0);
  const stageOf = ({tags}: SumRow) => `${tags[tag.app]} ${tags[tag.stage]}`;
  const isTotal = ({tags}: SumRow) => tags[tag.platform] === TOTAL;
  const split = new Set(there.filter((row) => !isTotal(row)).map(stageOf));
  const byApp = new Map<string, SumRow[]>();
  for (const row of there.toSorted((a, b) => b.fields.count! - a.fields.count!)) {
    if (isTotal(row) === split.has(stageOf(row))) continue;
    const app = row.tags[tag.app]!;
    byApp.set(app, [...(byApp.get(app) ?? []), row]);
  }
  const growth = (row: SumRow) => row.fields.count! - (beforeOf(row) ?? row.fields.count!);
  return [...byApp.keys()].sort().flatMap((app) => {
    const others = byApp.get(app)!.slice(LARGEST);
    const grown = others.filter((row) => growth(row) > 0 && growth(row) * 2 >= row.fields.count!);
    const most = grown.sort((a, b) => growth(b) - growth(a)).slice(0, GROWN);
    return byApp.get(app)!.filter((row, index) => index < LARGEST || most.includes(row));
  });
}

function rowOf({tags, fields}: SumRow, explainLoss: ExplainLoss, text: string): Omit<LostRow, 'before'> {
  const [platform, code] = [tags[tag.platform]!, tags[tag.code]!];
  const stage = tags[tag.stage] as LossStage;
  const event = tags[tag.event];
  const identity = {app: tags[tag.app]!, platform, ...(event !== undefined && {event}), stage, code};
  return {...identity, count: fields.count!, ...explainLoss(stage, platform, code, text)};
}
