import {expect, test} from '@jest/globals';
import {type CampaignOutcome, campaignPoints, noCounts} from '../../src/domain/campaign.js';
import {runPoint} from '../../src/domain/run-summary.js';
import {campaigns as report} from '../../src/timpush/campaigns.js';
import {statusOf} from '../../src/views/status.js';
import {at} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {aJob, anApp} from '../support/fixtures/examples.js';

const now = at('2026-03-10T09:00:00Z');
const DAY = 86_400;
const [app, other] = [anApp(), anApp({name: 'other', sdkAppId: 1_400_000_002})];
const job = {report, step: {name: 'task'}, schedule: '', refresh: [{name: '1d', seconds: DAY}]};

async function statusWith(
  stored: readonly [taskId: string, seen: number, asked: number, outcome: CampaignOutcome][],
  listed: readonly string[],
) {
  const store = new MemoryStore();
  for (const [taskId, seen, asked, outcome] of stored) {
    const campaign = {taskId, name: taskId};
    const times = {time: now - seen, appearedAt: now - seen, fetchedAt: now - asked};
    await store.write(campaignPoints({app, campaign, ...times, outcome, errorCode: 0, rows: [{counts: noCounts}]}));
  }
  const ran = {app, report: 'campaigns', step: 'task', startedAt: now - 60, durationMs: 1, windowsOk: 1};
  const rest = {windowsFailed: 0, windowsLeft: 2, calls: 1, retries: 0, lag: undefined, survey: [], error: undefined};
  await store.write([runPoint({...ran, ...rest})]);
  const list = () => listed.map((taskId) => ({taskId, name: taskId}));
  return statusOf({jobs: [aJob()], apps: [app, other], store, campaigns: {job, apps: [app], list}}, now);
}

test('an app that has campaigns has a row of them, after those of its jobs', async () => {
  const rows = await statusWith([], ['a']);
  expect(rows.map(({app, report, step}) => `${app} ${report} ${step}`)).toEqual([
    'shop chat 1h',
    'shop campaigns task',
    'other chat 1h',
  ]);
});

test('it tells how many are final, asked for, due, refused and still to be asked for, how the last run went, and what is wrong', async () => {
  const stored: Parameters<typeof statusWith>[0] = [
    ['final', 2 * DAY, DAY, 'ok'],
    ['young', 60, 60, 'ok'],
    ['due', DAY, DAY, 'ok'],
    ['misspelt', 60, 60, 'unknown'],
    ['unreadable', 60, 60, 'rejected'],
    ['not followed any more', 60, 60, 'unknown'],
  ];
  const [, row] = await statusWith(stored, ['final', 'young', 'due', 'misspelt', 'unreadable', 'new']);
  const identity = {app: 'shop', report: 'campaigns', step: 'task'};
  expect(row).toEqual({
    ...identity,
    windows: {settled: 1, fresh: 1, due: 1, rejected: 2, missing: 1, unkept: 0},
    foreign: 0,
    oldestHole: null,
    lag: null,
    problems: [
      {
        kind: 'left',
        ...identity,
        text: '2 campaigns are left for the next run, which asks for them by itself; if that lasts, look at the log',
      },
      {
        kind: 'refused',
        ...identity,
        text:
          '1 task id is unknown to the vendor (misspelt); correct or remove what is misspelt; ' +
          '1 campaign is refused; the log tells why, and each is asked for again at its next refresh age, after the last one only by force',
      },
    ],
    lastRun: {at: '2026-03-10T08:59:00.000Z', ok: false, left: 2, error: '', clockLead: 0},
    unknownTasks: ['misspelt'],
  });
});
