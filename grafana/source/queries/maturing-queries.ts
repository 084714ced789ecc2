import {tag} from '../../../src/domain/measurements.js';
import {
  agedPlatforms,
  byPlatform,
  type CountField,
  inBuckets,
  inLastSteps,
  inRange,
  ofApps,
  ofPlatforms,
  perDay,
  zone,
} from './clauses.js';

/** Ages of both default jobs, in the order in which windows reach them. */
export const ages = ['10m', '1h', '6h', '1d', '3d', '7d'] as const;
export type AgeColumn = (typeof ages)[number] | '$age';

/** What share of its final count a window had at an age: sums over days whose windows have all been seen at both. One row a platform. */
export function shareAt(age: AgeColumn, field: CountField): string {
  return `${share(age, field)} GROUP BY ${byPlatform} ${zone}`;
}

/** The same day by day. */
export function shareOverTime(age: AgeColumn, field: CountField): string {
  return `${share(age, field)} GROUP BY ${perDay}, ${byPlatform} fill(none) ${zone}`;
}

/** By days and not by windows, because InfluxQL hands every row of an inner query on: a month of hours would be millions. */
function share(age: AgeColumn, field: CountField): string {
  const daily = (columns: string, from: string, bounds: string) =>
    `SELECT ${columns} FROM ${from} WHERE ${bounds} GROUP BY ${perDay}, "${tag.app}", ${byPlatform} fill(none) ${zone}`;
  const at = (when: string, early: boolean) => {
    const [of, not] = early ? [1, 0] : [0, 1];
    const sums = `${of} * sum("${field}") AS "part", ${not} * sum("${field}") AS "whole"`;
    const counts = `${of} * count("${field}") AS "early", ${not} * count("${field}") AS "late"`;
    const chosen = `${inRange} AND ${inLastSteps} AND ${ofApps} AND ${ofPlatforms} AND "${tag.age}" ${when}`;
    return `(${daily(`${sums}, ${counts}`, agedPlatforms, chosen)})`;
  };
  const names = ['part', 'whole', 'early', 'late'].map((name) => `sum("${name}") AS "${name}"`).join(', ');
  // In its zone a day may begin before the range that its windows lie in.
  const days = daily(names, `${at(`= '${age}'`, true)}, ${at('=~ /^$final$/', false)}`, inBuckets);
  // A window without one of the ages would make a share of unlike windows.
  return `SELECT 1.0 * sum("part") / sum("whole") AS "${age === '$age' ? 'Share' : age}" FROM (${days}) WHERE ${inBuckets} AND "early" = "late" AND "whole" > 0`;
}
