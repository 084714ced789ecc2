import type {Simulator} from '../../../src/simulator/simulator.js';
import {lineOf} from '../fixtures/store-lines.js';
import {broadcastFigures} from './figures.js';
import {type OracleApp, startOfDay} from './oracle.js';

/** What the oracle has to be told of a campaign. */
export interface OracleCampaign {
  readonly taskId: string;
  readonly name: string;
}

/** The API's last answer about a task, and when the task was first asked for. */
export interface CampaignAnswered {
  readonly counts: ReturnType<Simulator['broadcastCounts']>;
  readonly firstAsked: number;
}

/** What a store must hold of a campaign, told from what the API answered and from the documents alone; when it was asked for is left out. */
export function campaignLines(
  app: OracleApp,
  {taskId, name}: OracleCampaign,
  {counts, firstAsked}: CampaignAnswered,
): string[] {
  const identity = {app: app.name, sdkappid: app.sdkAppId, task: taskId, name};
  const time = startOfDay(app.timezone, firstAsked);
  const [total, ...platforms] = broadcastFigures('campaign', app, counts).points;
  return [
    lineOf(total!.name, time, {...identity, ...total!.values, outcome: 'ok', error_code: 0}),
    ...platforms.map((figure) => lineOf(figure.name, time, {...identity, ...figure.values})),
  ];
}

/** Without the numbers that only the collector knows: when it asked. */
export function withoutTimes(line: string): string {
  return line.replace(/ (fetched|appeared)_at=\d+/g, '');
}
