import {ALL_PLATFORMS} from '../../../src/domain/finding-point.js';
import {measurement, tag} from '../../../src/domain/measurements.js';
import {inRange, inReach, ofApps, ofPlatforms, ofReports, zone} from './clauses.js';

/** What is about a whole app is about each of its platforms. */
const ofPlaces = `${ofApps} AND ${ofReports} AND (${ofPlatforms} OR "${tag.platform}" = '${ALL_PLATFORMS}')`;

/** What began in the range, as marks: those that are over have an end. */
export function findings(): string {
  return `SELECT "sentence" AS "text", "${tag.app}" AS "title", "${tag.app}" AS "tags", "until" * 1000 AS "timeEnd" FROM "${measurement.finding}" WHERE ${inRange} AND ${ofPlaces}`;
}

/** What goes on, the newest first; it may have begun before the range. */
export function currentFindings(): string {
  return `SELECT "severity" AS "Severity", "sentence" AS "What", "advice" AS "What to do" FROM "${measurement.finding}" WHERE ${inReach} AND ${ofPlaces} AND "until" = 0 ORDER BY time DESC ${zone}`;
}
