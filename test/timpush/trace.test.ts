import {expect, test} from '@jest/globals';
import {ContractError} from '../../src/domain/errors.js';
import {readTraces, traceQuestion} from '../../src/timpush/trace.js';
import {at} from '../support/doubles/manual-clock.js';

const stat = (PushStatus: number, EventTime: string, ErrorCode: number | string = 0, ErrorInfo = '') => ({
  PushStatus,
  ErrorCode,
  ErrorInfo,
  EventTime,
});
/** In the form of the vendor's page. https://www.tencentcloud.com/document/product/1047/71896 */
const instance = {
  InstanceId: '1a2b',
  PushTime: '2025-03-07 10:04:47',
  DeviceModel: 'V2055A',
  System: 'Android',
  SystemVersion: '13',
  PushPlatform: 7,
  Token: '17-of-a-phone-0042',
  CertId: '41234',
  SdkVersion: '8.5.6864',
  PushVersion: '8.5.6865',
  NotificationStatus: 1,
  last_active_terminal: 2,
  IMCommitStat: {IMStat: stat(1, '2025-03-07 10:04:47')},
  OfflinePushStat: {
    OfflineStat: stat(1, '2025-03-07 10:04:48'),
    ChannelStat: stat(0, '2025-03-07 10:04:49', 10302, 'regId invalid'),
    DeviceStat: stat(0, ''),
    ClickStat: stat(0, ''),
  },
};
const answer = (...InstanceTrace: unknown[]) => ({ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', InstanceTrace});
const one = (more: object) => readTraces(answer({...instance, ...more}))[0]!;

test('a push is asked for by the names that traces have', () => {
  expect(traceQuestion({pushId: '5_7_9'})).toEqual({
    name: 'trace',
    command: 'normal_push_trace',
    request: {PushID: '5_7_9'},
  });
  expect(traceQuestion({taskId: 't', userId: 'u'})).toEqual({
    name: 'trace',
    command: 'all_member_push_trace',
    request: {TaskID: 't', UserID: 'u'},
  });
});

test("the vendor's sample becomes a device and its stages; its times are those of Shanghai", () => {
  const time = (said: string, iso: string) => ({said, at: at(iso)});
  const fine = {code: '0', text: '', meaning: null};
  const nothing = {status: 0, ...fine, at: {said: '', at: null}};
  expect(readTraces(answer(instance))).toEqual([
    {
      instanceId: '1a2b',
      platform: 'vivo',
      event: null,
      model: 'V2055A',
      system: 'Android 13',
      sdkVersion: '8.5.6864',
      pushVersion: '8.5.6865',
      certificateId: '41234',
      token: '17-of-a-phone-0042',
      notificationStatus: 1,
      pushedAt: time('2025-03-07 10:04:47', '2025-03-07T02:04:47Z'),
      stages: [
        {way: 'im', name: 'im', status: 1, ...fine, at: time('2025-03-07 10:04:47', '2025-03-07T02:04:47Z')},
        {way: 'offline', name: 'offline', status: 1, ...fine, at: time('2025-03-07 10:04:48', '2025-03-07T02:04:48Z')},
        {
          way: 'offline',
          name: 'channel',
          status: 0,
          code: '10302',
          text: 'regId invalid',
          meaning: expect.objectContaining({class: 'token', known: true}),
          at: time('2025-03-07 10:04:49', '2025-03-07T02:04:49Z'),
        },
        {way: 'offline', name: 'device', ...nothing},
        {way: 'offline', name: 'click', ...nothing},
      ],
    },
  ]);
});

test('a push to many says its event; the stages of an online push are whatever objects are there', () => {
  const OnlinePushStat = {OnlineStat: stat(1, '2025-03-07 10:04:48'), ReachStat: {PushStatus: 1}, Version: 3};
  const {event, stages} = one({
    EventType: 2,
    PushPlatform: 0,
    IMCommitStat: undefined,
    OfflinePushStat: undefined,
    OnlinePushStat,
  });
  expect([event, stages.map(({way, name, status}) => [way, name, status])]).toEqual([
    'online',
    [
      ['online', 'online', 1],
      ['online', 'reach', 1],
    ],
  ]);
  expect(one({EventType: 7}).event).toBe('event_7');
});

test('what is missing is not told, and what nobody knows of is left out', () => {
  const [trace] = readTraces(answer({PushPlatform: 11, Weather: {sun: true}}));
  expect(trace).toMatchObject({
    platform: 'platform_11',
    model: '',
    system: '',
    token: '',
    notificationStatus: null,
    stages: [],
  });
  expect(trace!.pushedAt).toEqual({said: '', at: null});
  expect(readTraces(answer())).toEqual([]);
});

test('a code may be a text, and a time that is none stays as it was said', () => {
  const ChannelStat = stat(0, 'a moment ago', 'UNREGISTERED');
  const [stage] = one({PushPlatform: 4, IMCommitStat: undefined, OfflinePushStat: {ChannelStat}}).stages;
  expect(stage).toMatchObject({code: 'UNREGISTERED', at: {said: 'a moment ago', at: null}, meaning: {class: 'token'}});
});

test.each<[unknown, string]>([
  [{ErrorCode: 0}, 'InstanceTrace is not an array, got: undefined'],
  [answer(3), 'InstanceTrace[0] is not an object, got: 3'],
  [answer({}), 'InstanceTrace[0].PushPlatform is not a count, got: undefined'],
  [answer(instance, {...instance, EventType: 'one'}), 'InstanceTrace[1].EventType is not a count, got: "one"'],
  [answer({...instance, Token: 5}), 'InstanceTrace[0].Token is not a text, got: 5'],
  [
    answer({...instance, NotificationStatus: 'on'}),
    'InstanceTrace[0].NotificationStatus is not a whole number, got: "on"',
  ],
  [answer({...instance, OfflinePushStat: []}), 'InstanceTrace[0].OfflinePushStat is not an object, got: an array'],
  [
    answer({...instance, OfflinePushStat: {ClickStat: {EventTime: 7}}}),
    'InstanceTrace[0].OfflinePushStat.ClickStat.EventTime is not a text, got: 7',
  ],
  [
    answer({...instance, OfflinePushStat: {ClickStat: {ErrorCode: 1.5}}}),
    'InstanceTrace[0].OfflinePushStat.ClickStat.ErrorCode is not a code, got: 1.5',
  ],
])('what breaks the contract is named', (body, message) => {
  expect(() => readTraces(body)).toThrow(ContractError);
  expect(() => readTraces(body)).toThrow(message);
});
