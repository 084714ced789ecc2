import type {App} from '../domain/app.js';
import {CAMPAIGNS, type CampaignReport, type CampaignRow} from '../domain/campaign.js';
import {ContractError} from '../domain/errors.js';
import {type JsonObject, type JsonPath, own, readObject} from './parse.js';
import {broadcast} from './reports/broadcast.js';
import {readPlatformAndEvent} from './reports/channel.js';
import {readStatistics, statisticsRows} from './reports/statistics.js';

/** Statistics of single pushes to many, by their task ids. Source: https://www.tencentcloud.com/document/product/1047/71894 */
export const campaigns: CampaignReport = {
  name: CAMPAIGNS,
  command: broadcast.command,
  mostTasks: 5,
  retention: broadcast.retention,
  // Statistics say TaskID; sending and revoking say TaskId.
  request: (taskIds, {start, end}) => ({StartTime: start, EndTime: end, TaskID: taskIds}),
  read,
};

function read(body: unknown, app: App): Map<string, readonly CampaignRow[] | ContractError> {
  const results = own(
    readObject(body, () => 'the answer'),
    'Results',
  );
  if (!Array.isArray(results)) throw new ContractError('Results', results, 'an array');
  const found = new Map<string, readonly CampaignRow[] | ContractError>();
  for (const [index, value] of results.entries()) {
    const at = () => `Results[${index}]`;
    const result = readObject(value, at);
    const taskId = own(result, 'TaskID');
    if (typeof taskId !== 'string') throw new ContractError(`${at()}.TaskID`, taskId, 'a task id');
    const twice = new ContractError(`${at()}.TaskID`, taskId, 'there once');
    found.set(taskId, found.has(taskId) ? twice : readRows(result, app, at));
  }
  return found;
}

/** What is wrong with one task does not concern those beside it. */
function readRows(result: JsonObject, app: App, at: JsonPath): readonly CampaignRow[] | ContractError {
  try {
    const statistics = readStatistics(result, readPlatformAndEvent, at);
    return statisticsRows(statistics, app).map(({channel, fields: counts}) =>
      channel ? {channel: {platform: channel.platform, event: channel.event!}, counts} : {counts},
    );
  } catch (error) {
    if (error instanceof ContractError) return error;
    throw error;
  }
}
