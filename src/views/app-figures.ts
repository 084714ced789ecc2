import type {AppRow} from '../domain/apps-view.js';
import {grouped} from '../domain/grouped.js';
import type {LossClass} from '../domain/loss.js';
import {type CountReport, countReports, TOTAL, tag} from '../domain/measurements.js';
import type {SumQuery, SumRow} from '../domain/ports.js';
import {type EpochSeconds, nominalLength, type Seconds, type Span, type Step} from '../domain/window.js';

/** Values of a trend lie at least so far apart: 28 a week tell a day from a night, and those of a thousand apps are still few. */
const TREND_EVERY: Seconds = 6 * 3600;

/** Where the values of a trend lie. */
export interface Stretches {
  readonly from: EpochSeconds;
  readonly every: Seconds;
  readonly count: number;
}

export function stretchesOf({start, end}: Span, step: Step): Stretches {
  const every = Math.max(TREND_EVERY, nominalLength(step));
  const from = Math.floor(start / every) * every;
  return {from, every, count: Math.ceil((end - from) / every)};
}

/** What a store is asked for the trends of all apps at once. */
export function trendQuery(report: CountReport, step: string, span: Span, {every}: Stretches): SumQuery {
  const fields = ['sent', 'receipt_sent', 'receipt_delivered'];
  return {measurement: countReports[report].total(step), span, fields, by: [tag.app], every};
}

export interface AppFigures extends Pick<AppRow, 'sent' | 'rate' | 'trend'> {
  /** Windows that are there. */
  readonly collected: number;
}

/** Out of its answer. */
export function figuresOf(rows: readonly SumRow[], {from, every, count}: Stretches): Map<string, AppFigures> {
  return mapValues(grouped(rows, appOf), (own) => {
    const trend = Array<number | null>(count).fill(null);
    for (const {time, fields} of own) trend[(time! - from) / every] = rateOf(fields, 1000);
    const sums = {
      sent: sumOf(own, 'sent'),
      receipt_sent: sumOf(own, 'receipt_sent'),
      receipt_delivered: sumOf(own, 'receipt_delivered'),
    };
    const collected = own.reduce((sum, {points}) => sum + points, 0);
    return {sent: sums.sent, rate: rateOf(sums), trend, collected};
  });
}

/** What is asked for the losses: of platforms, and in total for stages that no platform has. */
export function lossQueries(report: CountReport, step: string, span: Span): SumQuery[] {
  const losses = {measurement: countReports[report].loss(step), span, fields: ['count'], by: BY_CLASS};
  return [
    {...losses, without: {[tag.platform]: [TOTAL]}},
    {...losses, tags: {[tag.platform]: TOTAL}},
  ];
}

const BY_CLASS = [tag.app, tag.stage, tag.class];

/** Lost pushes by class, out of the answers. */
export function lossesOf([split = [], total = []]: readonly SumRow[][]): Map<string, AppRow['losses']> {
  const stageOf = ({tags}: SumRow) => `${tags[tag.app]} ${tags[tag.stage]}`;
  const there = ({fields}: SumRow) => fields.count! > 0;
  const known = new Set(split.filter(there).map(stageOf));
  const counted = [...split, ...total.filter((row) => !known.has(stageOf(row)))].filter(there);
  return mapValues(grouped(counted, appOf), (own) => {
    const losses: Partial<Record<LossClass, number>> = {};
    for (const {tags, fields} of own) {
      const name = tags[tag.class] as LossClass;
      losses[name] = (losses[name] ?? 0) + fields.count!;
    }
    return losses;
  });
}

function appOf({tags}: SumRow): string {
  return tags[tag.app]!;
}

/** The delivery rate. `parts`: to so many parts of 1, because the answer has a value for each stretch of each app. */
export function rateOf({receipt_sent: sent, receipt_delivered: delivered}: SumRow['fields'], parts?: number) {
  if (!sent) return null;
  const rate = delivered! / sent;
  return parts === undefined ? rate : Math.round(rate * parts) / parts;
}

function sumOf(rows: readonly SumRow[], field: string): number {
  return rows.reduce((sum, {fields}) => sum + fields[field]!, 0);
}

function mapValues<K, V, W>(map: ReadonlyMap<K, V>, change: (value: V) => W): Map<K, W> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}
