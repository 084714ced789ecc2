import {tag} from '../../../src/domain/measurements.js';
import {
  type Bucket,
  byPlatform,
  type CountField,
  type Dimension,
  guard,
  hourlyPlatforms,
  inRange,
  inRangeBefore,
  ofApps,
  ofPlatforms,
  perStep,
  platforms,
  type Rate,
  ratio,
  sums,
  totals,
  zone,
} from './clauses.js';

const byAppAndPlatform = `GROUP BY "${tag.app}", ${byPlatform}`;
const ofAllPlatforms = `FROM ${platforms} WHERE ${inRange} AND ${ofApps}`;

/** Sums over the selected apps, each column under its label: all of the range, or one row a step. */
export function totalCounts(fields: readonly CountField[], by: 'range' | 'step'): string {
  const buckets = by === 'step' ? ` GROUP BY ${perStep} fill(null)` : '';
  return `SELECT ${sums(fields)} FROM ${totals} WHERE ${inRange} AND ${ofApps}${buckets} ${zone}`;
}

/** One rate over the selected apps and the range. */
export function totalRate(rate: Rate): string {
  return `SELECT ${ratio(rate)} FROM ${totals} WHERE ${inRange} AND ${ofApps} AND ${guard(rate)} ${zone}`;
}

/** Sums of the selected platforms, over the range. */
export function platformCounts(fields: readonly CountField[]): string {
  return `SELECT ${sums(fields)} ${from(tag.platform)} ${zone}`;
}

/** One rate of the selected platforms, over the range. */
export function platformRate(rate: Rate): string {
  return `SELECT ${ratio(rate)} ${from(tag.platform)} AND ${guard(rate)} ${zone}`;
}

/** A count over time, one series an app or a platform. A window that is missing stays a gap. */
export function countOverTime(field: CountField, by: Dimension, bucket: Bucket = perStep): string {
  return `SELECT ${sums([field])} ${from(by)} GROUP BY ${bucket}, ${tagsOf(by)} fill(null) ${zone}`;
}

/** A rate over time, one series an app or a platform. */
export function rateOverTime(rate: Rate, by: Dimension, bucket: Bucket = perStep): string {
  return `SELECT ${ratio(rate)} ${from(by)} AND ${guard(rate)} GROUP BY ${bucket}, ${tagsOf(by)} fill(none) ${zone}`;
}

/** The same of the selected platforms together, one series an app. */
export function platformCountByApp(field: CountField): string {
  return `SELECT ${sums([field])} ${from(tag.platform)} GROUP BY ${perStep}, "${tag.app}" fill(null) ${zone}`;
}

export function platformRateByApp(rate: Rate): string {
  return `SELECT ${ratio(rate)} ${from(tag.platform)} AND ${guard(rate)} GROUP BY ${perStep}, "${tag.app}" fill(none) ${zone}`;
}

/** Of every platform, whichever is selected: shares of the mix are drawn from it. */
export function mixOverTime(field: CountField): string {
  return `SELECT ${sums([field])} ${ofAllPlatforms} GROUP BY ${perStep}, ${byPlatform} fill(null) ${zone}`;
}

/** Part and whole of a rate, hour by hour: for sums over hours of the week. */
export function hours({part, whole}: Rate): string {
  return `SELECT sum("${part}") AS "part", sum("${whole}") AS "whole" FROM ${hourlyPlatforms} WHERE ${inRange} AND ${ofApps} AND ${ofPlatforms} AND "${whole}" > 0 GROUP BY time(1h) fill(none) ${zone}`;
}

/** Sums over the range, one row for each app and platform. */
export function countsByAppAndPlatform(fields: readonly CountField[]): string {
  return `SELECT ${sums(fields)} ${from(tag.platform)} ${byAppAndPlatform} ${zone}`;
}

/** One rate over the range, one row for each app and platform where it has a denominator. */
export function rateByAppAndPlatform(rate: Rate): string {
  return `SELECT ${ratio(rate)} ${from(tag.platform)} AND ${guard(rate)} ${byAppAndPlatform} ${zone}`;
}

/** One row for each platform, of the range or of the one before. */
export function countByPlatform(field: CountField, name: string, when: 'now' | 'before'): string {
  return `SELECT sum("${field}") AS "${name}" FROM ${platforms} WHERE ${period(when)} AND ${ofApps} GROUP BY ${byPlatform} ${zone}`;
}

export function rateByPlatform(rate: Rate, when: 'now' | 'before'): string {
  return `SELECT ${ratio(rate)} FROM ${platforms} WHERE ${period(when)} AND ${ofApps} AND ${guard(rate)} GROUP BY ${byPlatform} ${zone}`;
}

const period = (when: 'now' | 'before') => (when === 'now' ? inRange : inRangeBefore);

const tagsOf = (by: Dimension) => (by === tag.platform ? byPlatform : `"${by}"`);

/** Totals count every platform, also one that the answer's rows leave out; therefore they are asked wherever platforms do not matter. */
function from(by: Dimension): string {
  return by === tag.app
    ? `FROM ${totals} WHERE ${inRange} AND ${ofApps}`
    : `FROM ${platforms} WHERE ${inRange} AND ${ofApps} AND ${ofPlatforms}`;
}
