import {measurement, tag} from '../../../src/domain/measurements.js';
import * as hours from '../../../src/findings/spans.js';
import type {CountField} from '../queries/clauses.js';

/** A part of time in minutes before now, half-open. Windows belong to it by their starts. */
export interface Ago {
  readonly from: number;
  readonly to: number;
}

/** Labels of an alert about a platform, about an app, and about a job of an app. */
export const platformLabels = labels(tag.app, tag.sdkAppId, tag.platform);
export const appLabels = labels(tag.app, tag.sdkAppId);
const jobLabels = labels(tag.app, tag.sdkAppId, tag.report, tag.step);

export const STEP = '1h';
const platforms = measurement.aged(measurement.chatPlatform(STEP));
const totals = measurement.aged(measurement.chatTotal(STEP));

const HOUR = 60;
const DAY = 24 * HOUR;

/** Hours of windows that have all reached the age. */
export function ago({from, to}: hours.Hours, age: hours.ComparedAge): Ago {
  return {from: hours.visibleAfter[age] + from * HOUR, to: hours.visibleAfter[age] + to * HOUR};
}

const recent = ago(hours.recent, '10m');
/** The week before the recent windows, and those with it: the difference is 0 where a platform has vanished, while its own sum would be missing. */
export const beforeRecent: Ago = {from: recent.from + 7 * DAY, to: recent.from};
export const upToRecent: Ago = {...beforeRecent, to: recent.to};

/** A sum over those windows where `whole` is not zero: part and whole of a rate come from the same windows, and only a whole of zero has no row. */
export function sum(field: CountField, whole: CountField, age: hours.ComparedAge, ago: Ago): string {
  return `SELECT sum("${field}") AS "sum" ${aged(age)} AND "${whole}" > 0 AND ${within(ago)} GROUP BY ${platformLabels}`;
}

/** The recent windows' counterparts at the same time of the seven days before, so that no hour of the day looks like a drop. */
export function usualSum(field: CountField, whole: CountField): string {
  return ofSameHours('sum', field, whole);
}

/** What they come to on an ordinary day: a median knows no campaigns and no holidays. */
export function medianSum(field: CountField): string {
  return ofSameHours('median', field, field);
}

/** On how many of the days there was anything. */
export function days(field: CountField): string {
  return ofSameHours('count', field, field);
}

/** Recent windows of an app that have been collected, whatever is in them. */
export function collectedWindows(): string {
  return `SELECT count("total") AS "windows" FROM "${totals}" WHERE "${tag.age}" = '10m' AND ${within(recent)} GROUP BY ${appLabels}`;
}

/** Runs of each job in the last `minutes`, after older ones; zero for a job that has stopped running. */
export function runsWithZeros(minutes: number): string {
  const span = within({from: 24 * minutes, to: 0});
  return `SELECT count("ok") AS "runs" FROM "${measurement.run}" WHERE ${ofStep(STEP)} AND ${span} GROUP BY time(${minutes}m, now()), ${jobLabels} fill(0)`;
}

/** Runs of all apps together. */
export function anyRuns(): string {
  return `SELECT count("ok") AS "runs" FROM "${measurement.run}" WHERE ${within({from: DAY, to: 0})}`;
}

/** A number of the newest run of each job of an app; `where` leaves runs out. */
export function lastOfRuns(field: 'lag_s' | 'error_code' | 'oldest_hole_s', where: string): string {
  return `SELECT last("${field}") AS "${field}" FROM "${measurement.run}" WHERE ${where} AND ${within({from: 3 * HOUR, to: 0})} GROUP BY ${jobLabels}`;
}

export function ofStep(step: string): string {
  return `"${tag.step}" = '${step}'`;
}

export function ofReports(names: readonly string[]): string {
  return `(${names.map((name) => `"${tag.report}" = '${name}'`).join(' OR ')})`;
}

/** Windows of the last two days that the API or the contract refuses. */
export function rejectedWindows(): string {
  return `SELECT count("window_end") AS "windows" FROM "${measurement.ledger}" WHERE "outcome" = 'rejected' AND ${within({from: 2 * DAY, to: 0})} GROUP BY ${jobLabels}`;
}

/** One sub-query a day: buckets of time can be laid from now, but not from an hour ago. */
function ofSameHours(function_: 'sum' | 'median' | 'count', field: CountField, whole: CountField): string {
  const days = hours.daysBefore(hours.recent).map((day) => ago(day, '10m'));
  const eachDay = days.map(
    (day) =>
      `(SELECT sum("${field}") AS "${field}" ${aged('10m')} AND "${whole}" > 0 AND ${within(day)} GROUP BY ${platformLabels})`,
  );
  const all = {from: days.at(-1)!.from, to: days[0]!.to};
  return `SELECT ${function_}("${field}") AS "${function_}" FROM ${eachDay.join(', ')} WHERE ${within(all)} GROUP BY ${platformLabels}`;
}

function aged(age: hours.ComparedAge): string {
  return `FROM "${platforms}" WHERE "${tag.age}" = '${age}'`;
}

export function within({from, to}: Ago): string {
  return `time >= now() - ${from}m AND time < now()${to > 0 ? ` - ${to}m` : ''}`;
}

function labels(...tags: readonly string[]): string {
  return tags.map((name) => `"${name}"`).join(', ');
}
