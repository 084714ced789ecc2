import {measurement, TOTAL} from '../../domain/measurements.js';
import type {Context, Report, Transformed} from '../../domain/report.js';
import {channelOf, readPlatformAndEvent} from './channel.js';
import {lossPoints} from './loss-points.js';
import {readLosses} from './loss-rows.js';
import {allTasks, readOverall} from './overall.js';

const DAY = 86_400;

/** Why broadcasts were lost, of all tasks together. Source: https://www.tencentcloud.com/document/product/1047/71895 */
export const broadcastLoss: Report = {
  name: 'broadcast-loss',
  command: 'all_member_push_loss',
  maxWindow: 7 * DAY,
  retention: 7 * DAY,
  maxSpan: 7 * DAY,
  forms: allTasks,
  measurements: ({name}) => [measurement.broadcastLoss(name)],
  replaced: ({name}) => [measurement.broadcastLoss(name)],
  transform,
};

const channels = {total: channelOf(TOTAL, TOTAL), read: readPlatformAndEvent};

function transform(body: unknown, context: Context): Transformed {
  const overall = readOverall(body);
  const rows = overall ? readLosses(overall.result, channels, overall.at) : [];
  return lossPoints(rows, measurement.broadcastLoss(context.step.name), context);
}
