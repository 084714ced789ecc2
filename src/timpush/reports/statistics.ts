import type {Point} from '../../domain/point.js';
import type {Context} from '../../domain/report.js';
import {type JsonObject, type JsonPath, pathOf, readArray, readObject} from '../parse.js';
import {type Channel, keyOf, refuseTooMany, tagsOf} from './channel.js';
import {add, type Counts, fieldsOf, none, readCounts} from './counts.js';

/** Counts of a window in sum, and of each channel, by its key. */
export interface Statistics {
  readonly total: Counts;
  readonly channels: ReadonlyMap<string, ChannelCounts>;
}

export interface ChannelCounts {
  readonly channel: Channel;
  readonly counts: Counts;
}

export const noStatistics: Statistics = {total: none, channels: new Map()};

/** Reads counts and `PlatformStatistics`. Rows of one channel are added up; the order of channels is that of their first rows. */
export function readStatistics(
  object: JsonObject,
  readChannel: (row: JsonObject, at: JsonPath) => Channel,
  at?: JsonPath,
): Statistics {
  const total = readCounts(object, at);
  const channels = new Map<string, ChannelCounts>();
  const list = pathOf('PlatformStatistics', at);
  for (const [index, value] of readArray(object, 'PlatformStatistics', at).entries()) {
    const place = () => `${list()}[${index}]`;
    const row = readObject(value, place);
    const channel = readChannel(row, place);
    const counts = readCounts(row, place);
    const known = channels.get(keyOf(channel));
    channels.set(keyOf(channel), {channel, counts: known ? add(known.counts, counts, list) : counts});
  }
  refuseTooMany(channels.size, list);
  return {total, channels};
}

/** The total's point first. Receipts of the total are those of the channels whose platforms report any. */
export function statisticsPoints(
  {total, channels}: Statistics,
  measurements: {readonly total: string; readonly platform: string},
  {app, window}: Context,
): Point[] {
  const time = window.start;
  const points: Point[] = [];
  let receipts = none;
  for (const {channel, counts} of channels.values()) {
    const received = app.withoutReceipts.includes(channel.platform) ? none : counts;
    if (received !== none) receipts = add(receipts, received, () => 'PlatformStatistics');
    points.push({
      measurement: measurements.platform,
      tags: tagsOf(app, channel),
      fields: fieldsOf(counts, received),
      time,
    });
  }
  points.unshift({measurement: measurements.total, tags: tagsOf(app), fields: fieldsOf(total, receipts), time});
  return points;
}
