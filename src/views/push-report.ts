import {countFields, measurement, tag} from '../domain/measurements.js';
import type {Store, SumQuery, SumRow} from '../domain/ports.js';
import {type Rates, ratesOf, type Sums} from '../domain/rates.js';
import type {Span} from '../domain/window.js';

/** Counts and rates of one app, in total or on one platform. */
export interface PushRow {
  readonly app: string;
  /** Null: the app's total, which the platforms need not add up to. */
  readonly platform: string | null;
  readonly counts: Sums;
  readonly rates: Rates;
}

/** Every app's total followed by its platforms, the largest first, over windows of one step that start within the span. */
export async function pushReport(
  store: Pick<Store, 'sums'>,
  step: string,
  span: Span,
  gone?: AbortSignal,
): Promise<PushRow[]> {
  return reportRows(await store.sums(reportQueries(step, span), gone));
}

/** What a store is asked for a report. */
export function reportQueries(step: string, span: Span): SumQuery[] {
  const fields = countFields;
  return [
    {measurement: measurement.chatTotal(step), span, fields, by: [tag.app]},
    {measurement: measurement.chatPlatform(step), span, fields, by: [tag.app, tag.platform]},
  ];
}

/** The report, out of the answers. */
export function reportRows(answers: readonly SumRow[][]): PushRow[] {
  const rows = answers.flat().map(rowOf);
  return rows.sort((a, b) => a.app.localeCompare(b.app) || order(a) - order(b));
}

function rowOf({tags, fields}: SumRow): PushRow {
  const counts = fields as unknown as Sums;
  return {app: tags[tag.app]!, platform: tags[tag.platform] ?? null, counts, rates: ratesOf(counts)};
}

function order({platform, counts}: PushRow): number {
  return platform === null ? Number.NEGATIVE_INFINITY : -counts.sent;
}
