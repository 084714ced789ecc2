import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {
  type BlankTaskId,
  type Counts,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../src/simulator/simulator.js';
import {app, NOW, told, WINDOW} from './caller.js';

const DAY = 86_400;
const span = {start: WINDOW.StartTime, end: WINDOW.EndTime};
const campaigns = [
  {taskId: 'today', start: NOW - 2 * 3600, size: 9_000},
  {taskId: 'lately', start: NOW - 30 * DAY, size: 9_000},
  {taskId: 'forgotten', start: NOW - 30 * DAY - 900, size: 9_000},
  {taskId: 'tomorrow', start: NOW + DAY, size: 9_000},
];
const silent = {...app, broadcastVolume: 0};
let simulator: Simulator;

beforeEach(() => play({}));
afterEach(() => simulator.close());

async function play(options: Partial<SimulatorOptions>): Promise<void> {
  const settings = {apps: [{...app, campaigns}], minGapMs: 0, ...options};
  simulator = await startSimulator(settings, {now: () => NOW * 1000});
}

const replay = async (options: Partial<SimulatorOptions>) => {
  await simulator.close();
  await play(options);
};
const ask = (command: string, body: object) => told(simulator.url, command, {...WINDOW, ...body});
const counts = (body: object) => ask('all_member_push_statistics', body);
const losses = (body: object) => ask('all_member_push_loss', body);
const all = {TaskID: []};

/** Ids of the results, or the code. */
async function tasks(answer: Promise<unknown>): Promise<unknown> {
  const fields = await answer;
  if (typeof fields === 'number') return fields;
  return (fields as {Results: {TaskID: string}[]}).Results.map(({TaskID}) => TaskID);
}

test('broadcast counts come as one result for all tasks, spelt as the vendor spells them', async () => {
  const {total, rows} = simulator.broadcastCounts(app.sdkAppId, span, NOW);
  const spelt = ({total, sent, delivered, clicked}: Counts) => ({
    TotalCount: total,
    SentCount: sent,
    DeliveredCount: delivered,
    ClickCount: clicked,
  });
  const PlatformStatistics = rows.map((row) => ({EventType: row.event, PushPlatform: row.platform, ...spelt(row)}));
  expect(await counts(all)).toEqual({Results: [{TaskID: '', ...spelt(total), PlatformStatistics}]});
});

test('chat losses come as four arrays, their codes as texts', async () => {
  const {total, platforms} = simulator.losses(app.sdkAppId, span, NOW);
  const row = ({code, count, text}: (typeof total)[number]) => ({ErrCode: code, ErrCount: count, ErrInfo: text});
  const four = {
    ReadyToSendLoss: total.filter(({stage}) => stage === 'ready').map(row),
    PostSendDeliveredLoss: total.filter(({stage}) => stage === 'sent').map(row),
    PlatformReadyToSendLoss: platforms
      .filter(({stage}) => stage === 'ready')
      .map((loss) => ({PushPlatform: loss.platform, ...row(loss)})),
    PlatformPostSendDeliveredLoss: platforms
      .filter(({stage}) => stage === 'sent')
      .map((loss) => ({PushPlatform: loss.platform, ...row(loss)})),
  };
  expect(await ask('normal_push_loss', {})).toEqual(four);
  expect(four.PlatformReadyToSendLoss[1]).toEqual({
    PushPlatform: 1,
    ErrCode: '-2',
    ErrCount: 114,
    ErrInfo: 'token not uploaded',
  });
  await replay({nestedLoss: true});
  expect(await ask('normal_push_loss', {})).toEqual({Loss: four});
});

test('broadcast losses come as results, their platform rows with the event', async () => {
  const {Results} = (await losses(all)) as {Results: Record<string, unknown>[]};
  const {total, platforms} = simulator.broadcastLosses(app.sdkAppId, span, NOW);
  expect(Results).toHaveLength(1);
  const {TaskID, ReadyToSendLoss, PlatformReadyToSendLoss, ...sent} = Results[0]!;
  expect([TaskID, Object.keys(sent)]).toEqual(['', ['PostSendDeliveredLoss', 'PlatformPostSendDeliveredLoss']]);
  const lost = total.find(({stage}) => stage === 'ready')!.count;
  expect(ReadyToSendLoss).toEqual([{ErrCode: '-2', ErrCount: lost, ErrInfo: 'token not uploaded'}]);
  expect(PlatformReadyToSendLoss).toContainEqual({
    EventType: 2,
    PushPlatform: 0,
    ErrCode: '-2',
    ErrCount: platforms.find(({event, stage}) => event === 2 && stage === 'ready')!.count,
    ErrInfo: 'token not uploaded',
  });
});

test('"blank" is read in one of three ways, and the other two get 90100', async () => {
  const forms: Record<BlankTaskId, object> = {'empty-list': all, absent: {}, 'empty-string': {TaskID: ['']}};
  for (const accepted of Object.keys(forms) as BlankTaskId[]) {
    await replay({blankTaskId: accepted});
    for (const [form, body] of Object.entries(forms)) {
      expect(await tasks(counts(body))).toEqual(form === accepted ? [''] : 90100);
      expect(await tasks(losses(body))).toEqual(form === accepted ? [''] : 90100);
    }
  }
});

test('the field is TaskID: TaskId, as sending spells it, is no field at all', async () => {
  expect(await tasks(counts({TaskId: ['today']}))).toBe(90100);
  await replay({blankTaskId: 'absent'});
  expect(await tasks(counts({TaskId: ['today']}))).toEqual(['']);
});

test('tasks are known from their start on, for 30 days; unknown ones are left out, or refused when they are alone', async () => {
  for (const asked of [counts, losses]) {
    expect(await tasks(asked({TaskID: ['today', 'lately']}))).toEqual(['today', 'lately']);
    expect(await tasks(asked({TaskID: ['forgotten', 'today', 'tomorrow', 'unheard of']}))).toEqual(['today']);
    for (const id of ['forgotten', 'tomorrow', 'unheard of']) expect(await tasks(asked({TaskID: [id]}))).toBe(90049);
  }
});

test('a task has counts and losses of its own', async () => {
  const {Results} = (await counts({TaskID: ['today']})) as {Results: {TotalCount: number; DeliveredCount: number}[]};
  const {total} = simulator.broadcastCounts(app.sdkAppId, span, NOW, 'today');
  expect([Results[0]!.TotalCount, Results[0]!.DeliveredCount]).toEqual([total.total, total.delivered]);
  expect(total.total).toBeGreaterThan(8_000);
  const answer = (await losses({TaskID: ['today']})) as {Results: {ReadyToSendLoss: {ErrCount: number}[]}[]};
  expect(answer.Results[0]!.ReadyToSendLoss[0]!.ErrCount).toBe(total.total - total.sent);
});

test('more than five tasks, and what is no list of names, get 90100', async () => {
  const five = ['today', 'b', 'c', 'd', 'e'];
  expect(await tasks(counts({TaskID: five}))).toEqual(['today']);
  for (const TaskID of [[...five, 'f'], 'today', '', null, [1], ['today', ''], {}])
    expect(await tasks(counts({TaskID}))).toBe(90100);
});

test('an app without broadcasts has no results', async () => {
  await replay({apps: [silent]});
  expect(await counts(all)).toEqual({Results: []});
  expect(await losses(all)).toEqual({Results: []});
});

test('losses are kept for seven days, counts for as long as the simulator is told', async () => {
  const from = (start: number, length = 3600) => ({StartTime: start, EndTime: start + length, ...all});
  for (const command of ['normal_push_loss', 'all_member_push_loss']) {
    expect(await ask(command, from(NOW - 7 * DAY, 7 * DAY))).not.toBe(90100);
    expect(await ask(command, from(NOW - 7 * DAY - 1))).toBe(90100);
    expect(await ask(command, from(NOW - 6 * DAY, 7 * DAY + 1))).toBe(90100);
  }
  for (const command of ['normal_push_statistics', 'all_member_push_statistics']) {
    expect(await ask(command, from(NOW - 60 * DAY, 30 * DAY))).not.toBe(90100);
    expect(await ask(command, from(NOW - 60 * DAY, 30 * DAY + 1))).toBe(90100);
  }
  await replay({keepDays: 30, lossKeepDays: 1});
  expect(await counts(from(NOW - 30 * DAY - 1))).toBe(90100);
  expect(await losses(from(NOW - DAY - 1))).toBe(90100);
  expect(await losses(from(NOW - DAY))).not.toBe(90100);
});

test('each command of an app has a second of its own, and all of them meet the same faults', async () => {
  await replay({minGapMs: 1000});
  const commands = ['normal_push_statistics', 'all_member_push_statistics', 'normal_push_loss', 'all_member_push_loss'];
  for (const command of commands) expect(await ask(command, all)).toEqual(expect.any(Object));
  for (const command of commands) expect(await ask(command, all)).toBe(60007);
  await replay({faults: {internal: 1}});
  for (const command of commands) expect(await ask(command, all)).toBe(90102);
});

test('the log tells which tasks a call named', async () => {
  await counts({TaskID: ['today', 'b']});
  await counts(all);
  await counts({});
  await ask('normal_push_statistics', {});
  expect(simulator.requests.map(({command, taskIds, code}) => [command, taskIds, code])).toEqual([
    ['all_member_push_statistics', ['today', 'b'], 0],
    ['all_member_push_statistics', [], 0],
    ['all_member_push_statistics', undefined, 90100],
    ['normal_push_statistics', undefined, 0],
  ]);
});
