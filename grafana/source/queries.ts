import {type countFields, measurement, tag} from '../../src/domain/measurements.js';

/** The zone in which days are cut on the dashboards; the same as `timezone` of the collector's configuration. */
export const timezone = 'Asia/Shanghai';

export type CountField = (typeof countFields)[number];
export type Dimension = typeof tag.app | typeof tag.platform;

/** One count divided by another; never stored, always computed from sums. */
export interface Rate {
  readonly name: string;
  readonly part: CountField;
  readonly whole: CountField;
}

export const rates = {
  send: {name: 'Send rate', part: 'sent', whole: 'total'},
  delivery: {name: 'Delivery rate', part: 'receipt_delivered', whole: 'receipt_sent'},
  click: {name: 'Click rate', part: 'receipt_clicked', whole: 'receipt_delivered'},
} as const satisfies Record<string, Rate>;

// The step is part of the measurement's name and the width of a bucket, so that no bucket holds two windows or half of one.
const step = '$step';
const totals = measurement.chatTotal(step);
const platforms = measurement.chatPlatform(step);
const ofApps = `"${tag.app}" =~ /^$app$/`;
const ofPlatforms = `"${tag.platform}" =~ /^$platform$/`;
/** Has to be the last clause. */
const zone = `tz('${timezone}')`;
const perStep = `time(${step})`;

/** Sums over the selected apps, each column under its field's name: all of the range, or one row a step. */
export function totalCounts(fields: readonly CountField[], by: 'range' | 'step'): string {
  const buckets = by === 'step' ? ` GROUP BY ${perStep} fill(null)` : '';
  return `SELECT ${sums(fields)} FROM "${totals}" WHERE $timeFilter AND ${ofApps}${buckets} ${zone}`;
}

/** One rate over all of the range and the selected apps. */
export function totalRate(rate: Rate): string {
  return `SELECT ${ratio(rate)} FROM "${totals}" WHERE $timeFilter AND ${ofApps} AND ${guard(rate)} ${zone}`;
}

/** A count over time, one series an app or a platform. A window that is missing stays a gap. */
export function countOverTime(field: CountField, by: Dimension): string {
  return `SELECT ${sums([field])} ${from(by)} GROUP BY ${perStep}, "${by}" fill(null) ${zone}`;
}

/** A rate over time, one series an app or a platform. */
export function rateOverTime(rate: Rate, by: Dimension): string {
  return `SELECT ${ratio(rate)} ${from(by)} AND ${guard(rate)} GROUP BY ${perStep}, "${by}" fill(none) ${zone}`;
}

/** Sums over the range, one row for each app and platform. */
export function countsByAppAndPlatform(fields: readonly CountField[]): string {
  return `SELECT ${sums(fields)} ${from(tag.platform)} GROUP BY "${tag.app}", "${tag.platform}" ${zone}`;
}

/** One rate over the range, one row for each app and platform where it has a denominator. */
export function rateByAppAndPlatform(rate: Rate): string {
  return `SELECT ${ratio(rate)} ${from(tag.platform)} AND ${guard(rate)} GROUP BY "${tag.app}", "${tag.platform}" ${zone}`;
}

/** Values of the dashboard's variables. */
export const variableQueries = {
  app: `SHOW TAG VALUES FROM "${totals}" WITH KEY = "${tag.app}"`,
  platform: `SHOW TAG VALUES FROM "${platforms}" WITH KEY = "${tag.platform}" WHERE ${ofApps}`,
};

/** Totals count every platform, also one that the answer's rows leave out; therefore they are asked wherever platforms do not matter. */
function from(by: Dimension): string {
  return by === tag.app
    ? `FROM "${totals}" WHERE $timeFilter AND ${ofApps}`
    : `FROM "${platforms}" WHERE $timeFilter AND ${ofApps} AND ${ofPlatforms}`;
}

function sums(fields: readonly CountField[]): string {
  return fields.map((field) => `sum("${field}") AS "${field}"`).join(', ');
}

/** InfluxQL divides integers as integers inside a sub-query, and takes x/0 for 0: hence the factor and the guard. */
function ratio({name, part, whole}: Rate): string {
  return `1.0 * sum("${part}") / sum("${whole}") AS "${name}"`;
}

function guard({whole}: Rate): string {
  return `"${whole}" > 0`;
}
