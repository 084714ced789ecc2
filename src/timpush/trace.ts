import {Temporal} from 'temporal-polyfill';
import {ContractError} from '../domain/errors.js';
import {eventName, platformName} from '../domain/measurements.js';
import type {Question} from '../domain/report.js';
import type {Trace, TracedPush, TraceStage, TraceTime} from '../domain/trace.js';
import {excerptOf, lookUp} from './loss-codes.js';
import {
  isObject,
  type JsonObject,
  type JsonPath,
  own,
  pathOf,
  readCode,
  readCount,
  readObject,
  readText,
} from './parse.js';

/** The times of an answer name no zone. Where samples can be told, they are those of Shanghai. */
const ZONE = 'Asia/Shanghai';

/** Sources: https://www.tencentcloud.com/document/product/1047/71896 and /71893, where the push id is that of the webhooks. */
export function traceQuestion(push: TracedPush): Question {
  if ('pushId' in push) return {name: 'trace', command: 'normal_push_trace', request: {PushID: push.pushId}};
  const {taskId, userId} = push;
  return {name: 'trace', command: 'all_member_push_trace', request: {TaskID: taskId, UserID: userId}};
}

/** One for each device that the vendor tells of; none for a push that it does not know. Throws a ContractError. */
export function readTraces(body: unknown): Trace[] {
  const list = own(
    readObject(body, () => 'the answer'),
    'InstanceTrace',
  );
  if (!Array.isArray(list)) throw new ContractError('InstanceTrace', list, 'an array');
  return list.map((value, index) => {
    const at = () => `InstanceTrace[${index}]`;
    return readTrace(readObject(value, at), at);
  });
}

function readTrace(trace: JsonObject, at: JsonPath): Trace {
  const text = (key: string) => excerptOf(readText(trace, key, at));
  const platform = platformName(readCount(trace, 'PushPlatform', at));
  return {
    instanceId: text('InstanceId'),
    platform,
    event: own(trace, 'EventType') === undefined ? null : eventName(readCount(trace, 'EventType', at)),
    model: text('DeviceModel'),
    system: `${text('System')} ${text('SystemVersion')}`.trim(),
    sdkVersion: text('SdkVersion'),
    pushVersion: text('PushVersion'),
    certificateId: text('CertId'),
    token: readText(trace, 'Token', at),
    notificationStatus: readNumber(trace, 'NotificationStatus', at),
    pushedAt: readTime(trace, 'PushTime', at),
    stages: WAYS.flatMap(({key, way}) => readStages(own(trace, key), {way, platform, at: pathOf(key, at)})),
  };
}

const WAYS = [
  {key: 'IMCommitStat', way: 'im'},
  {key: 'OfflinePushStat', way: 'offline'},
  {key: 'OnlinePushStat', way: 'online'},
] as const;

/** Which stages an online push has is documented nowhere: every object within is one. */
function readStages(
  stages: unknown,
  {way, platform, at}: {readonly way: string; readonly platform: string; readonly at: JsonPath},
): TraceStage[] {
  if (stages === undefined) return [];
  return Object.entries(readObject(stages, at)).flatMap(([key, value]) => {
    if (!isObject(value)) return [];
    const place = pathOf(key, at);
    const code = own(value, 'ErrorCode') === undefined ? '0' : excerptOf(readCode(value, 'ErrorCode', place));
    const text = excerptOf(readText(value, 'ErrorInfo', place));
    return {
      way,
      name: excerptOf(key.replace(/Stat$/, '').toLowerCase()),
      status: readNumber(value, 'PushStatus', place),
      code,
      text,
      meaning: way === 'offline' && code !== '0' ? lookUp('sent', platform, code, text) : null,
      at: readTime(value, 'EventTime', place),
    };
  });
}

function readNumber(object: JsonObject, key: string, at: JsonPath): number | null {
  const value = own(object, key) ?? null;
  if (value === null || Number.isSafeInteger(value)) return value as number | null;
  throw new ContractError(pathOf(key, at)(), value, 'a whole number');
}

function readTime(object: JsonObject, key: string, at: JsonPath): TraceTime {
  const said = excerptOf(readText(object, key, at));
  try {
    const local = Temporal.PlainDateTime.from(said.replace(' ', 'T'));
    return {said, at: Math.floor(local.toZonedDateTime(ZONE).epochMilliseconds / 1000)};
  } catch {
    return {said, at: null};
  }
}
