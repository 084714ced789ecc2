import type {App} from '../../domain/app.js';
import {ContractError} from '../../domain/errors.js';
import {measurement, platformName, tag} from '../../domain/measurements.js';
import type {Point} from '../../domain/point.js';
import type {Context, Report, Transformed} from '../../domain/report.js';
import {withAged} from '../aged.js';
import {type JsonObject, type JsonPath, readArray, readCount, readObject} from '../parse.js';

const DAY = 86_400;
/** The vendor has nine. What an answer names becomes series, and one field of the ledger, which InfluxDB takes up to 64 KiB. */
const MOST_PLATFORMS = 64;

/** Statistics of one-to-one and group chat pushes. Source: https://www.tencentcloud.com/document/product/1047/71897 */
export const chat: Report = {
  name: 'chat',
  command: 'normal_push_statistics',
  maxWindow: 30 * DAY,
  retention: 30 * DAY,
  measurements: ({name}) => [measurement.chatTotal(name), measurement.chatPlatform(name)],
  platformMeasurement: ({name}) => measurement.chatPlatform(name),
  transform,
};

interface Counts {
  readonly total: number;
  readonly sent: number;
  readonly delivered: number;
  readonly clicked: number;
}

const none: Counts = {total: 0, sent: 0, delivered: 0, clicked: 0};

function transform(body: unknown, context: Context): Transformed {
  const answer = readObject(body, () => 'the answer');
  const total = readCounts(answer);
  const byPlatform = readPlatforms(answer);
  const platforms = [...byPlatform.keys()];
  // Overwriting never deletes: a platform of an earlier answer that this one lacks is written again as zeros.
  for (const vanished of [...(context.previous?.platforms ?? []), ...(context.stored ?? [])]) {
    if (!byPlatform.has(vanished)) byPlatform.set(vanished, none);
  }
  return {points: withAged(pointsOf(total, byPlatform, context), context), platforms};
}

/** Rows of one platform are added up; the order of platforms is that of their first rows. */
function readPlatforms(answer: JsonObject): Map<string, Counts> {
  const byPlatform = new Map<string, Counts>();
  for (const [index, value] of readArray(answer, 'PlatformStatistics').entries()) {
    const at = () => `PlatformStatistics[${index}]`;
    const row = readObject(value, at);
    const platform = platformName(readCount(row, 'PushPlatform', at));
    const counts = readCounts(row, at);
    const known = byPlatform.get(platform);
    byPlatform.set(platform, known ? add(known, counts) : counts);
  }
  if (byPlatform.size <= MOST_PLATFORMS) return byPlatform;
  throw new ContractError('PlatformStatistics', byPlatform.size, `a list of at most ${MOST_PLATFORMS} platforms`);
}

function readCounts(object: JsonObject, at?: JsonPath): Counts {
  return {
    total: readCount(object, 'TotalCount', at),
    sent: readCount(object, 'SentCount', at),
    delivered: readCount(object, 'DeliveredCount', at),
    clicked: readCount(object, 'ClickCount', at),
  };
}

function add(a: Counts, b: Counts): Counts {
  return {
    total: sum(a.total, b.total),
    sent: sum(a.sent, b.sent),
    delivered: sum(a.delivered, b.delivered),
    clicked: sum(a.clicked, b.clicked),
  };
}

function sum(a: number, b: number): number {
  if (Number.isSafeInteger(a + b)) return a + b;
  throw new ContractError('PlatformStatistics', a + b, 'small enough to add up exactly');
}

function pointsOf(total: Counts, byPlatform: ReadonlyMap<string, Counts>, {app, step, window}: Context): Point[] {
  const name = measurement.chatPlatform(step.name);
  const time = window.start;
  const points: Point[] = [];
  let receipts = none;
  for (const [platform, counts] of byPlatform) {
    const received = app.withoutReceipts.includes(platform) ? none : counts;
    if (received !== none) receipts = add(receipts, received);
    points.push({measurement: name, tags: tagsOf(app, platform), fields: fieldsOf(counts, received), time});
  }
  const fields = fieldsOf(total, receipts);
  points.unshift({measurement: measurement.chatTotal(step.name), tags: tagsOf(app), fields, time});
  return points;
}

/** Tags that many points have in common are made once: thousands of points wait at a time. */
const knownTags = new WeakMap<App, Record<string, Point['tags']>>();

function tagsOf(app: App, platform = ''): Point['tags'] {
  const known = knownTags.get(app) ?? {};
  knownTags.set(app, known);
  const tags = known[platform] ?? {
    [tag.app]: app.name,
    [tag.sdkAppId]: String(app.sdkAppId),
    ...(platform && {[tag.platform]: platform}),
  };
  known[platform] = tags;
  return tags;
}

/** `receipts` are the counts of those pushes whose platform reports receipts at all. */
function fieldsOf(counts: Counts, receipts: Counts): Point['fields'] {
  return {
    total: counts.total,
    sent: counts.sent,
    delivered: counts.delivered,
    clicked: counts.clicked,
    receipt_sent: receipts.sent,
    receipt_delivered: receipts.delivered,
    receipt_clicked: receipts.clicked,
  };
}
