import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {type Simulator, startSimulator} from '../../src/simulator/simulator.js';
import {app, NOW, told} from './caller.js';

const WEEK = 7 * 86_400;
const campaigns = [
  {taskId: 'spring', start: NOW - 3600, size: 9_000},
  {taskId: 'winter', start: NOW - WEEK - 900, size: 9_000},
];
let simulator: Simulator;

beforeEach(async () => {
  const settings = {apps: [{...app, campaigns}], minGapMs: 0};
  simulator = await startSimulator(settings, {now: () => NOW * 1000});
});
afterEach(() => simulator.close());

type Trace = Record<string, unknown>;

async function traces(command: string, body: object): Promise<Trace[]> {
  const fields = await told(simulator.url, command, body);
  if (typeof fields === 'number') throw new Error(`refused with ${fields}`);
  return (fields as {InstanceTrace: Trace[]}).InstanceTrace;
}
const ofPush = (PushID: unknown) => traces('normal_push_trace', {PushID});
const ofTask = (TaskID: unknown, UserID: unknown) => traces('all_member_push_trace', {TaskID, UserID});

const common = [
  'InstanceId, PushTime, DeviceModel, System, SystemVersion, PushPlatform, Token, CertId, SdkVersion, PushVersion',
  'NotificationStatus, last_active_terminal, IMCommitStat',
]
  .join(', ')
  .split(', ');

test('a chat push has the chain of one or two devices, the same each time', async () => {
  const ids = Array.from({length: 20}, (_, seq) => `${seq}_77_${NOW - 3600}`);
  const all = await Promise.all(ids.map(ofPush));
  expect(new Set(all.map(({length}) => length))).toEqual(new Set([1, 2]));
  for (const trace of all.flat()) {
    expect(Object.keys(trace)).toEqual([...common, 'OfflinePushStat']);
    expect(trace.PushTime).toBe('2025-03-12 23:00:00');
    expect(Object.keys(trace.OfflinePushStat as object)).toEqual([
      'OfflineStat',
      'ChannelStat',
      'DeviceStat',
      'ClickStat',
    ]);
  }
  expect(await Promise.all(ids.map(ofPush))).toEqual(all);
});

test('each stage has its status, its time and, when it failed, the code of the phone maker', async () => {
  const ids = Array.from({length: 150}, (_, seq) => `${seq}_77_${NOW - 3600}`);
  const all = (await Promise.all(ids.map(ofPush))).flat();
  const channels = all.map(({PushPlatform, OfflinePushStat}) => ({
    PushPlatform,
    ...(OfflinePushStat as {ChannelStat: object}).ChannelStat,
  }));
  expect(channels).toContainEqual({
    PushPlatform: 7,
    PushStatus: 0,
    ErrorCode: 10302,
    ErrorInfo: 'regId invalid',
    EventTime: '2025-03-12 23:00:02',
  });
  expect(channels).toContainEqual({
    PushPlatform: 1,
    PushStatus: 1,
    ErrorCode: 0,
    ErrorInfo: '',
    EventTime: '2025-03-12 23:00:02',
  });
});

test('nothing is told that has not happened yet', async () => {
  const [trace] = await ofPush(`1_77_${NOW}`);
  const {OfflineStat, ClickStat} = trace!.OfflinePushStat as Record<string, {PushStatus: number}>;
  expect([trace!.IMCommitStat, OfflineStat!.PushStatus, ClickStat!.PushStatus]).toEqual([
    {IMStat: {PushStatus: 1, ErrorCode: 0, ErrorInfo: '', EventTime: '2025-03-13 00:00:00'}},
    0,
    0,
  ]);
});

test('a campaign reaches a user offline and sometimes online too', async () => {
  const all = await Promise.all(Array.from({length: 20}, (_, user) => ofTask('spring', `user_${user}`)));
  for (const [offline, online] of all) {
    expect(Object.keys(offline!)).toEqual([...common, 'EventType', 'OfflinePushStat']);
    if (online) expect(Object.keys(online)).toEqual([...common, 'EventType', 'OnlinePushStat']);
    expect([offline!.EventType, online?.EventType ?? 2, online?.PushPlatform ?? 0]).toEqual([1, 2, 0]);
  }
  expect(all.some(({length}) => length === 2)).toBe(true);
});

test('what is unknown, in the future or older than seven days has an empty chain', async () => {
  for (const id of ['what', `1_77_${NOW + 1}`, `1_77_${NOW - WEEK - 1}`]) expect(await ofPush(id)).toEqual([]);
  expect(await ofPush(`1_77_${NOW - WEEK}`)).not.toEqual([]);
  for (const [task, user] of [
    ['winter', 'user_1'],
    ['unheard of', 'user_1'],
    ['spring', 'somebody'],
  ])
    expect(await ofTask(task, user)).toEqual([]);
});

test('a trace without its names gets 90100', async () => {
  for (const body of [{}, {PushID: ''}, {PushID: 5}, {PushId: `1_77_${NOW}`}])
    expect(await told(simulator.url, 'normal_push_trace', body)).toBe(90100);
  for (const body of [{TaskID: 'spring'}, {UserID: 'user_1'}, {TaskID: ['spring'], UserID: 'user_1'}])
    expect(await told(simulator.url, 'all_member_push_trace', body)).toBe(90100);
});
