import {measurement, tag} from '../../../src/domain/measurements.js';
import {inRange, ofApps, ofChat, zone} from './clauses.js';

const runs = `FROM "${measurement.run}" WHERE ${inRange} AND ${ofApps}`;
const windows = `FROM "${measurement.ledger}" WHERE ${inRange} AND ${ofApps}`;
/** Runs belong to a job, whose report and step are tags. */
const ofJob = `${ofChat} AND "${tag.step}" = '$step'`;
const byApp = `GROUP BY "${tag.app}"`;
const hourly = (...tags: readonly string[]) =>
  `GROUP BY time(1h), ${tags.map((name) => `"${name}"`).join(', ')} fill(null)`;

/** 1 where every run of an hour ended well, 0 where one did not; nothing where none ran. */
export function outcomes(): string {
  return `SELECT min("ok") AS "ok" ${runs} ${hourly(tag.app, tag.step)} ${zone}`;
}

/** `ok`, `rejected`, or nothing: what the ledger says of each window. */
export function coverage(): string {
  return `SELECT last("outcome") AS "outcome" ${windows} AND ${ofJob} GROUP BY time($step), "${tag.app}" fill(null) ${zone}`;
}

/** A run that could not read the ledger says 0, which is no lag. */
export function lastLag(): string {
  return `SELECT last("lag_s") AS "lag" ${runs} AND ${ofJob} AND "lag_s" > 0 ${byApp} ${zone}`;
}

export function lag(): string {
  return `SELECT max("lag_s") AS "lag" ${runs} AND ${ofJob} AND "lag_s" > 0 ${hourly(tag.app)} ${zone}`;
}

/** Seconds until the vendor forgets the oldest missing window; nothing where none is missing. */
export function holeExpiry(retention: number): string {
  return `SELECT ${retention} - max("oldest_hole_s") AS "left" ${runs} AND ${ofJob} AND "oldest_hole_s" > 0 ${hourly(tag.app)} ${zone}`;
}

export function missingSince(): string {
  return `SELECT last("oldest_hole_s") AS "age" ${runs} AND ${ofJob} ${byApp} ${zone}`;
}

export function windowsLeft(): string {
  return `SELECT last("windows_left") AS "left" ${runs} AND ${ofJob} ${byApp} ${zone}`;
}

/** Of the span of a job; nothing of runs that were made before the collector told of it. */
export function windowsForeign(): string {
  return `SELECT last("windows_foreign") AS "foreign" ${runs} AND ${ofJob} ${byApp} ${zone}`;
}

export function callsAndRetries(): string {
  return `SELECT sum("calls") AS "Calls", sum("retries") AS "Retries" ${runs} GROUP BY time(1h) fill(null) ${zone}`;
}

/** One row a failed run; the code twice, for what it is and for what to do about it. */
export function failures(): string {
  return `SELECT "${tag.app}" AS "App", "${tag.step}" AS "Step", "error_code" AS "Code", "error_code" AS "Next step" ${runs} AND "ok" = 0 ${zone}`;
}

export function rejections(): string {
  return `SELECT "${tag.app}" AS "App", "${tag.step}" AS "Step", "error_code" AS "Code", "error_code" AS "Next step" ${windows} AND "outcome" = 'rejected' ${zone}`;
}
