import type {LossClass} from '../../../src/domain/loss.js';
import {type CountReport, countReports, measurement, TOTAL, tag} from '../../../src/domain/measurements.js';
import type {ComparedAge} from '../../../src/findings/spans.js';
import {type Ago, appLabels, platformLabels, STEP, within} from './queries.js';

/** A report that counts pushes, and what was lost of them. */
export interface Pushes {
  readonly report: CountReport;
  readonly platforms: string;
  readonly losses: string;
}

export const chat = pushes('chat');
export const broadcast = pushes('broadcast');

function pushes(report: CountReport): Pushes {
  const {platform, loss} = countReports[report];
  return {report, platforms: measurement.aged(platform(STEP)), losses: measurement.aged(loss(STEP))};
}

/** Losses of one class, at both stages. */
export function lostOfClass({losses}: Pushes, name: LossClass, age: ComparedAge, ago: Ago): string {
  return `SELECT sum("count") AS "lost" ${from(losses, age)} AND ${ofPlatforms} AND "${tag.class}" = '${name}' AND ${within(ago)} GROUP BY ${platformLabels}`;
}

/** Labels of an alert about a class. */
export const classLabels = `${platformLabels}, "${tag.class}"`;

/** Losses of every class that there are. */
export function lostByClass({losses}: Pushes, age: ComparedAge, ago: Ago): string {
  return `SELECT sum("count") AS "lost" ${from(losses, age)} AND ${ofPlatforms} AND ${within(ago)} GROUP BY ${classLabels}`;
}

/** Whatever was told of an app. */
export function lostOfAll({losses}: Pushes, age: ComparedAge, ago: Ago): string {
  return `SELECT sum("count") AS "lost" ${from(losses, age)} AND "${tag.platform}" = '${TOTAL}' AND ${within(ago)} GROUP BY ${appLabels}`;
}

export function targets({platforms}: Pushes, age: ComparedAge, ago: Ago): string {
  return `SELECT sum("total") AS "targets" ${from(platforms, age)} AND ${within(ago)} GROUP BY ${platformLabels}`;
}

/** Targets that were not handed over, and sends whose receipts have not come. */
export function gap({platforms}: Pushes, age: ComparedAge, ago: Ago): string {
  return `SELECT sum("total") - sum("sent") + sum("receipt_sent") - sum("receipt_delivered") AS "gap" ${from(platforms, age)} AND ${within(ago)} GROUP BY ${platformLabels}`;
}

/** A number means something else for each vendor, so losses have a class by platform only. */
const ofPlatforms = `"${tag.platform}" != '${TOTAL}'`;

function from(name: string, age: ComparedAge): string {
  return `FROM "${name}" WHERE "${tag.age}" = '${age}'`;
}
