import type {App} from '../../domain/app.js';
import type {Point} from '../../domain/point.js';
import type {Context} from '../../domain/report.js';
import {type JsonObject, type JsonPath, pathOf, readArray, readObject} from '../parse.js';
import {type Channel, refuseTooMany, tagsOf} from './channel.js';
import {add, type Counts, fieldsOf, none, readCounts} from './counts.js';

/** Counts of a window in sum, and of each channel. */
export interface Statistics {
  readonly total: Counts;
  readonly channels: readonly ChannelCounts[];
}

export interface ChannelCounts {
  readonly channel: Channel;
  readonly counts: Counts;
}

export const noStatistics: Statistics = {total: none, channels: []};

/** Reads counts and `PlatformStatistics`. Rows of one channel are added up; the order of channels is that of their first rows. */
export function readStatistics(
  object: JsonObject,
  readChannel: (row: JsonObject, at: JsonPath) => Channel,
  at?: JsonPath,
): Statistics {
  const total = readCounts(object, at);
  // No map: of a few channels it costs more than all the rest of a window's reading.
  const channels: ChannelCounts[] = [];
  const list = pathOf('PlatformStatistics', at);
  readArray(object, 'PlatformStatistics', at).forEach((value, index) => {
    const place = () => `${list()}[${index}]`;
    const row = readObject(value, place);
    const channel = readChannel(row, place);
    const counts = readCounts(row, place);
    const known = channels.findIndex((each) => each.channel.key === channel.key);
    if (known < 0) channels.push({channel, counts});
    else channels[known] = {channel, counts: add(channels[known]!.counts, counts, list)};
    refuseTooMany(channels.length, list);
  });
  return {total, channels};
}

/** Counts of one channel, or of all together. */
export interface StatisticsRow {
  readonly channel?: Channel;
  readonly fields: ReturnType<typeof fieldsOf>;
}

/** The total first. Its receipts are those of the channels whose platforms report any. */
export function statisticsRows({total, channels}: Statistics, app: App): StatisticsRow[] {
  let receipts = none;
  const rows = channels.map(({channel, counts}): StatisticsRow => {
    const received = app.withoutReceipts.includes(channel.platform) ? none : counts;
    if (received !== none) receipts = add(receipts, received, place);
    return {channel, fields: fieldsOf(counts, received)};
  });
  return [{fields: fieldsOf(total, receipts)}, ...rows];
}

const place = () => 'PlatformStatistics';

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
