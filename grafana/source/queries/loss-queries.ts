import type {LossClass, LossStage} from '../../../src/domain/loss.js';
import {TOTAL, tag} from '../../../src/domain/measurements.js';
import {
  byPlatform,
  hourlyLosses,
  inRange,
  inRangeBefore,
  losses,
  ofApps,
  ofPlatforms,
  perStep,
  perWeek,
  platforms,
  zone,
} from './clauses.js';

/** What losses are split by. */
export type LossDimension = 'class' | 'platform' | 'code';

const dimensions: Readonly<Record<LossDimension, string>> = {
  class: `"${tag.class}"`,
  platform: byPlatform,
  code: `${byPlatform}, "${tag.code}"`,
};

const lost = 'sum("count") AS "Lost"';
const ofAll = `"${tag.platform}" = '${TOTAL}'`;
/** A number means something else for each vendor, so what is told by class or by code is told of platforms. */
const ofEach = `"${tag.platform}" != '${TOTAL}'`;
const ofStage = (stage: LossStage) => `"${tag.stage}" = '${stage}'`;
const ofClass = (name: LossClass) => `"${tag.class}" = '${name}'`;
const chosen = `${inRange} AND ${ofApps} AND ${ofPlatforms} AND ${ofEach}`;
const ofChoice = `"${tag.stage}" =~ /^$stage$/ AND "${tag.class}" =~ /^$class$/`;
/** Codes that an answer lacks which an earlier one had are zeros. */
const some = '"count" > 0';

/** Step by step, as the vendor adds up every platform. */
export function lostOverTime(stage: LossStage): string {
  return `SELECT ${lost} FROM ${losses} WHERE ${inRange} AND ${ofApps} AND ${ofAll} AND ${ofStage(stage)} GROUP BY ${perStep} fill(null) ${zone}`;
}

/** Step by step, of the chosen platforms. */
export function lostOfClass(name: LossClass): string {
  return `SELECT ${lost} FROM ${losses} WHERE ${chosen} AND ${ofClass(name)} GROUP BY ${perStep} fill(null) ${zone}`;
}

/** Of the chosen stages and classes, one series for each class, platform or code. */
export function lossesOverTime(by: LossDimension): string {
  return `SELECT ${lost} FROM ${losses} WHERE ${chosen} AND ${ofChoice} GROUP BY ${perStep}, ${dimensions[by]} fill(null) ${zone}`;
}

/** The same of every class. */
export function classesOverTime(): string {
  return `SELECT ${lost} FROM ${losses} WHERE ${chosen} GROUP BY ${perStep}, ${dimensions.class} fill(null) ${zone}`;
}

/** Sums over the range, one series for each code that occurred. */
export function lostByCode(): string {
  return `SELECT ${lost} FROM ${losses} WHERE ${chosen} AND ${ofChoice} AND ${some} GROUP BY "${tag.stage}", "${tag.platform}", "${tag.class}", "${tag.code}" ${zone}`;
}

/** Of codes that nobody has explained: sums, and the vendor's own words. */
export function unexplainedCodes(): string {
  return `SELECT ${lost}, last("text") AS "Text" FROM ${losses} WHERE ${chosen} AND ${ofClass('unknown')} AND ${some} GROUP BY "${tag.stage}", ${byPlatform}, "${tag.code}" ${zone}`;
}

/** Of every platform, of the range or of the one before: one row for each code. */
export function codesIn(when: 'now' | 'before', name: string): string {
  const period = when === 'now' ? inRange : inRangeBefore;
  return `SELECT sum("count") AS "${name}" FROM ${losses} WHERE ${period} AND ${ofApps} AND ${ofEach} AND ${some} GROUP BY "${tag.stage}", ${byPlatform}, "${tag.class}", "${tag.code}" ${zone}`;
}

/** One row for each app and platform: how many losses of a stage the vendor tells. */
export function toldLosses(stage: LossStage, name: string): string {
  return `SELECT sum("count") AS "${name}" FROM ${losses} WHERE ${chosen} AND ${ofStage(stage)} GROUP BY "${tag.app}", ${byPlatform} ${zone}`;
}

/** One row for each app and platform: what is missing between two stages. Without receipts nobody knows what was not delivered. */
export function gap(stage: LossStage, name: string): string {
  const [from, to] = stage === 'ready' ? ['total', 'sent'] : ['receipt_sent', 'receipt_delivered'];
  return `SELECT sum("${from}") - sum("${to}") AS "${name}" FROM ${platforms} WHERE ${inRange} AND ${ofApps} AND ${ofPlatforms} GROUP BY "${tag.app}", ${byPlatform} ${zone}`;
}

/** Hour by hour, for sums over hours of the day; with zeros, so that every hour is there. */
export function hourlyLostOfClass(name: LossClass): string {
  return `SELECT sum("count") AS "lost" FROM ${hourlyLosses} WHERE ${chosen} AND ${ofClass(name)} GROUP BY time(1h), "${tag.platform}" fill(0) ${zone}`;
}

/** Week by week and platform by platform. */
export function weeklyLostOfClass(name: LossClass): string {
  return `SELECT sum("count") AS "lost" FROM ${losses} WHERE ${chosen} AND ${ofClass(name)} GROUP BY ${perWeek}, "${tag.platform}" fill(none) ${zone}`;
}

export function weeklyTargets(): string {
  return `SELECT sum("total") AS "targets" FROM ${platforms} WHERE ${inRange} AND ${ofApps} AND ${ofPlatforms} GROUP BY ${perWeek}, "${tag.platform}" fill(none) ${zone}`;
}
