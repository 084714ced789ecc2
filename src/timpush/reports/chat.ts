import {measurement} from '../../domain/measurements.js';
import type {Context, Report, Transformed} from '../../domain/report.js';
import {withAged} from '../aged.js';
import {readObject} from '../parse.js';
import {withZeros} from '../zeros.js';
import {channelOf, readPlatform} from './channel.js';
import {none} from './counts.js';
import {readStatistics, statisticsPoints} from './statistics.js';

const DAY = 86_400;

/** Statistics of one-to-one and group chat pushes. Source: https://www.tencentcloud.com/document/product/1047/71897 */
export const chat: Report = {
  name: 'chat',
  command: 'normal_push_statistics',
  maxWindow: 30 * DAY,
  retention: 30 * DAY,
  measurements: ({name}) => [measurement.chatTotal(name), measurement.chatPlatform(name)],
  replaced: ({name}) => [measurement.chatPlatform(name)],
  transform,
};

function transform(body: unknown, context: Context): Transformed {
  const {total, channels} = readStatistics(
    readObject(body, () => 'the answer'),
    readPlatform,
  );
  const platforms = channels.map(({channel}) => channel.platform);
  // Overwriting never deletes: what the ledger says of earlier answers counts beside what the store has.
  const vanished = (context.previous?.platforms ?? []).filter((platform) => !platforms.includes(platform));
  const all = [...channels, ...vanished.map((platform) => ({channel: channelOf(platform), counts: none}))];
  const {name} = context.step;
  const measurements = {total: measurement.chatTotal(name), platform: measurement.chatPlatform(name)};
  const points = statisticsPoints({total, channels: all}, measurements, context);
  return {points: withAged(withZeros(points, context), context), platforms};
}
