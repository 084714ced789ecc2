import {measurement, tag} from '../../../src/domain/measurements.js';
import {inRange, ofApps, zone} from './clauses.js';
import {reportsKept} from './reports-kept.js';

const ofReports = `"${tag.report}" =~ /^$report$/`;
const runs = `FROM "${measurement.run}" WHERE ${inRange} AND ${ofApps} AND ${ofReports}`;
const windows = `FROM "${measurement.ledger}" WHERE ${inRange} AND ${ofApps} AND ${ofReports}`;
/** Runs belong to a job, whose step is a tag. */
const ofStep = `"${tag.step}" = '$step'`;
const DAY = 86_400;
const byApp = `GROUP BY "${tag.app}"`;
const ofApp = [tag.app, tag.report] as const;
const hourly = (...tags: readonly string[]) =>
  `GROUP BY time(1h), ${tags.map((name) => `"${name}"`).join(', ')} fill(null)`;

/** 1 where every run of an hour ended well, 0 where one did not; nothing where none ran. */
export function outcomes(): string {
  return `SELECT min("ok") AS "ok" ${runs} ${hourly(...ofApp, tag.step)} ${zone}`;
}

/** `ok`, `rejected`, or nothing: what the ledger says of each window. */
export function coverage(): string {
  return `SELECT last("outcome") AS "outcome" ${windows} AND ${ofStep} GROUP BY time($step), "${tag.app}", "${tag.report}" fill(null) ${zone}`;
}

/** A run that could not read the ledger says 0, which is no lag. */
export function lastLag(): string {
  return newest('lag_s', 'max', 'lag', ' AND "lag_s" > 0');
}

/** Hours, so that the axis counts in them. */
export function lag(): string {
  return `SELECT max("lag_s") / 3600 AS "lag" ${runs} AND ${ofStep} AND "lag_s" > 0 ${hourly(tag.app)} ${zone}`;
}

/** Days until the vendor forgets the oldest missing window of reports that it keeps so long; nothing where none is missing. */
export function holeExpiry(retention: number): string {
  const kept = `"${tag.report}" =~ /^(${reportsKept(retention).join('|')})$/`;
  return `SELECT ${retention / DAY} - max("oldest_hole_s") / ${DAY} AS "left" ${runs} AND ${kept} AND ${ofStep} AND "oldest_hole_s" > 0 ${hourly(...ofApp)} ${zone}`;
}

export function missingSince(): string {
  return newest('oldest_hole_s', 'max', 'age');
}

export function windowsLeft(): string {
  return newest('windows_left', 'sum', 'left');
}

/** Of the span of a job; nothing of runs that were made before the collector told of it. */
export function windowsForeign(): string {
  return newest('windows_foreign', 'sum', 'foreign');
}

/** A number of each app: of the newest run of each report, the largest or all together. */
function newest(field: string, function_: 'max' | 'sum', name: string, where = ''): string {
  const last = `SELECT last("${field}") AS "${name}" ${runs} AND ${ofStep}${where} GROUP BY "${tag.app}", "${tag.report}"`;
  return `SELECT ${function_}("${name}") AS "${name}" FROM (${last}) WHERE ${inRange} ${byApp} ${zone}`;
}

export function callsAndRetries(): string {
  return `SELECT sum("calls") AS "Calls", sum("retries") AS "Retries" ${runs} GROUP BY time(1h) fill(null) ${zone}`;
}

/** One row a failed run; the code twice, for what it is and for what to do about it. */
export function failures(): string {
  return `SELECT "${tag.app}" AS "App", "${tag.report}" AS "Report", "${tag.step}" AS "Step", "error_code" AS "Code", "error_code" AS "Next step" ${runs} AND "ok" = 0 ${zone}`;
}

export function rejections(): string {
  return `SELECT "${tag.app}" AS "App", "${tag.report}" AS "Report", "${tag.step}" AS "Step", "error_code" AS "Code", "error_code" AS "Next step" ${windows} AND "outcome" = 'rejected' ${zone}`;
}
