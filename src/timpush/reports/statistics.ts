import type {App} from '../../domain/app.js';
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

/** Counts of one channel, or of all together. */
export interface StatisticsRow {
  readonly channel?: Channel;
  readonly fields: ReturnType<typeof fieldsOf>;
}

/** The total first. Its receipts are those of the channels whose platforms report any. */
export function statisticsRows({total, channels}: Statistics, app: App): StatisticsRow[] {
  const rows: StatisticsRow[] = [];
  let receipts = none;
  for (const {channel, counts} of channels.values()) {
    const received = app.withoutReceipts.includes(channel.platform) ? none : counts;
    if (received !== none) receipts = add(receipts, received, () => 'PlatformStatistics');
    rows.push({channel, fields: fieldsOf(counts, received)});
  }
  rows.unshift({fields: fieldsOf(total, receipts)});
  return rows;
}

export function statisticsPoints(
  statistics: Statistics,
  measurements: {readonly total: string; readonly platform: string},
  {app, window}: Context,
): Point[] {
  return statisticsRows(statistics, app).map(({channel, fields}) => {
    const measurement = channel ? measurements.platform : measurements.total;
    return {measurement, tags: tagsOf(app, channel), fields, time: window.start};
  });
}
