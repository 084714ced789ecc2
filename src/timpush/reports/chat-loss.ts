import {measurement, TOTAL} from '../../domain/measurements.js';
import type {Context, Report, Transformed} from '../../domain/report.js';
import {readObject} from '../parse.js';
import {channelOf, readPlatform} from './channel.js';
import {lossPoints} from './loss-points.js';
import {readLosses} from './loss-rows.js';

const DAY = 86_400;

/** Why chat pushes were lost. Source: https://www.tencentcloud.com/document/product/1047/71898 */
export const chatLoss: Report = {
  name: 'chat-loss',
  command: 'normal_push_loss',
  maxWindow: 7 * DAY,
  retention: 7 * DAY,
  maxSpan: 7 * DAY,
  measurements: ({name}) => [measurement.chatLoss(name)],
  replaced: ({name}) => [measurement.chatLoss(name)],
  transform,
};

function transform(body: unknown, context: Context): Transformed {
  const answer = readObject(body, () => 'the answer');
  const rows = readLosses(answer, {total: channelOf(TOTAL), read: readPlatform});
  return lossPoints(rows, measurement.chatLoss(context.step.name), context);
}
