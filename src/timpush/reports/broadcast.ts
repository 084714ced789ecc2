import {measurement} from '../../domain/measurements.js';
import type {Context, Report, Transformed} from '../../domain/report.js';
import {withAged} from '../aged.js';
import {withZeros} from '../zeros.js';
import {readPlatformAndEvent} from './channel.js';
import {allTasks, readOverall} from './overall.js';
import {noStatistics, readStatistics, statisticsPoints} from './statistics.js';

const DAY = 86_400;

/** Statistics of all pushes to everybody, to tags and to lists of users. Source: https://www.tencentcloud.com/document/product/1047/71894 */
export const broadcast: Report = {
  name: 'broadcast',
  command: 'all_member_push_statistics',
  maxWindow: 30 * DAY,
  retention: 30 * DAY,
  forms: allTasks,
  measurements: ({name}) => [measurement.broadcastTotal(name), measurement.broadcastPlatform(name)],
  replaced: ({name}) => [measurement.broadcastPlatform(name)],
  transform,
};

/** Without broadcasts there is a total of zeros, which says that the window was asked for. */
function transform(body: unknown, context: Context): Transformed {
  const {name} = context.step;
  const overall = readOverall(body);
  const statistics = overall ? readStatistics(overall.result, readPlatformAndEvent, overall.at) : noStatistics;
  const measurements = {total: measurement.broadcastTotal(name), platform: measurement.broadcastPlatform(name)};
  const points = withZeros(statisticsPoints(statistics, measurements, context), context);
  const platforms = statistics.channels.map(({channel}) => channel.platform);
  return {points: withAged(points, context), platforms: [...new Set(platforms)]};
}
