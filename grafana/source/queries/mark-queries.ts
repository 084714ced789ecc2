import {measurement, tag} from '../../../src/domain/measurements.js';
import type {VendorRule} from '../../../src/domain/vendor-rules.js';
import {inRange, ofApps, ofPlatforms, ofReports, stillGrowing} from './clauses.js';

// Each is one series, for Grafana reads no more of an annotation. No zone, because some versions would escape its name.

const DAY = 86_400;
/** In milliseconds. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in
const rangeEnd = '${__to}';

/** The first windows are those of chat: with both chosen there would be two series. */
const platforms = measurement.chatPlatform('$step');

/** Where runs of the hourly job failed, with the first reason of each hour and app: one job an app is enough. */
export function failedRuns(): string {
  const failed = `FROM "${measurement.run}" WHERE ${inRange} AND ${ofApps} AND ${ofReports} AND "ok" = 0 AND "${tag.step}" = '1h'`;
  const hourly = `SELECT first("error") AS "text" ${failed} GROUP BY time(1h), "${tag.app}" fill(none)`;
  return `SELECT "text", "${tag.app}" AS "title", "${tag.app}" AS "tags" FROM (${hourly}) WHERE ${inRange}`;
}

/** Windows of the step that the charts lack, and will lack. */
export function rejectedWindows(): string {
  return `SELECT "outcome" AS "text", "${tag.app}" AS "title", "${tag.app}" AS "tags" FROM "${measurement.ledger}" WHERE ${inRange} AND ${ofApps} AND ${ofReports} AND "${tag.step}" = '$step' AND "outcome" = 'rejected'`;
}

/**
 * From where on windows are too young to be compared until the range ends: a sum without a time of its own bears the time at which its
 * range begins. Of chat, for with both chosen there would be two series.
 */
export function growingWindows(): string {
  const sum = 'sum("total")';
  return `SELECT 0 * ${sum} + ${rangeEnd} AS "timeEnd", ${sum} AS "text", ${sum} AS "title" FROM "${measurement.chatTotal('$step')}" WHERE ${inRange} AND ${stillGrowing} AND ${ofApps}`;
}

/**
 * The first window of a platform on the day of a rule. InfluxQL cannot make rows of dates, so there is a mark only where there are
 * windows to mark. It selects no tags alone either, hence the count.
 */
export function firstWindows(rules: readonly VendorRule[]): string {
  const each = rules.map(({since, platform}) => {
    const day = `time >= ${since}s AND time < ${since + DAY}s`;
    return `(SELECT first("sent") AS "sent" FROM "${platforms}" WHERE ${inRange} AND ${day} AND ${ofApps} AND ${ofPlatforms} AND "${tag.platform}" = '${platform}' GROUP BY "${tag.platform}")`;
  });
  return `SELECT "${tag.platform}" AS "text", "${tag.platform}" AS "title", "sent" FROM ${each.join(', ')} WHERE ${inRange}`;
}
