import {tag} from '../../../src/domain/measurements.js';
import {
  agedPlatforms,
  byPlatform,
  type CountField,
  inBuckets,
  inRange,
  ofApps,
  ofPlatforms,
  perDay,
  perStep,
  zone,
} from './clauses.js';

/** Ages of both default jobs, in the order in which windows reach them. */
export const ages = ['10m', '1h', '6h', '1d', '3d', '7d'] as const;
export type AgeColumn = (typeof ages)[number] | '$age';

/** What share of its final count a window had at an age: sums over windows that have been seen at both. One row a platform. */
export function shareAt(age: AgeColumn, field: CountField): string {
  return `${share(age, field)} GROUP BY ${byPlatform} ${zone}`;
}

/** The same day by day. */
export function shareOverTime(age: AgeColumn, field: CountField): string {
  return `${share(age, field)} GROUP BY ${perDay}, ${byPlatform} fill(none) ${zone}`;
}

function share(age: AgeColumn, field: CountField): string {
  const at = (when: string, columns: readonly [part: string, whole: string, seen: string]) => {
    const names = ['part', 'whole', 'seen'];
    const terms = columns.map((column, index) => `${column} AS "${names[index]}"`).join(', ');
    return `(SELECT ${terms} FROM ${agedPlatforms} WHERE ${inRange} AND ${ofApps} AND ${ofPlatforms} AND "${tag.age}" ${when} GROUP BY "${tag.app}", ${byPlatform})`;
  };
  const [count, nothing] = [`1.0 * "${field}"`, `0.0 * "${field}"`];
  const early = at(`= '${age}'`, [count, nothing, `${nothing} + 1`]);
  const late = at('=~ /^$final$/', [nothing, count, nothing]);
  // In its zone, too, a bucket may begin before the range that its window lies in.
  const windows = `SELECT sum("part") AS "part", sum("whole") AS "whole", sum("seen") AS "seen" FROM ${early}, ${late} WHERE ${inBuckets} GROUP BY ${perStep}, "${tag.app}", ${byPlatform} fill(none) ${zone}`;
  // A window without the age would count with nothing, one without the final age adds nothing to the whole.
  return `SELECT 1.0 * sum("part") / sum("whole") AS "${age === '$age' ? 'Share' : age}" FROM (${windows}) WHERE ${inBuckets} AND "seen" > 0 AND "whole" > 0`;
}
