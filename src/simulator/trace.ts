import type {Fields} from './answer.js';
import type {PushProfile} from './app.js';
import {high, low, mix, textHash} from './hash.js';
import {appKey, type Conditions} from './stream.js';
import {usualReasons} from './usual-reasons.js';

/** What a trace depends on beside the push. */
export interface TraceView {
  readonly profile: PushProfile;
  /** Unix seconds. */
  readonly asOf: number;
  readonly conditions: Pick<Conditions, 'seed'>;
}

const KNOWN_FOR = 7 * 86_400;
const ONLINE = 2;

/** What became of a chat push on its one or two devices. Known are the ids `{seq}_{random}_{Unix seconds}` of the last 7 days. */
export function chatTrace(pushId: string, view: TraceView): Fields[] {
  const time = Number(/^\d+_\d+_(\d{10})$/.exec(pushId)?.[1]);
  if (!isRemembered(time, view.asOf)) return [];
  return devicesOf(pushId, view).map((device) => chain(device, time, view.asOf));
}

/** The same of a campaign's push to one user: known are `user_{n}`, the first device is offline and the second online. */
export function broadcastTrace(taskId: string, userId: string, view: TraceView): Fields[] {
  const campaign = view.profile.broadcast.campaigns.find((each) => each.taskId === taskId);
  if (!campaign || !isRemembered(campaign.start, view.asOf) || !/^user_\d+$/.test(userId)) return [];
  return devicesOf(`${taskId} ${userId}`, view).map((device, index) => {
    const online = index + 1 === ONLINE;
    const {OfflinePushStat, ...rest} = chain(
      online ? {...device, platform: 0, receipts: true} : device,
      campaign.start,
      view.asOf,
    );
    return online
      ? {...rest, EventType: ONLINE, OnlinePushStat: OfflinePushStat}
      : {...rest, EventType: 1, OfflinePushStat};
  });
}

/** Also false for what is no time. */
const isRemembered = (time: number, asOf: number) => time <= asOf && asOf - time <= KNOWN_FOR;

interface Device {
  readonly id: string;
  readonly platform: number;
  readonly receipts: boolean;
  /** How far its push gets, in [0, 1). */
  readonly luck: number;
}

function devicesOf(name: string, {profile, conditions}: TraceView): Device[] {
  const first = mix(appKey(conditions.seed, profile.sdkAppId) + textHash(name));
  return [first, mix(first + 1)].slice(0, 1 + (first & 1)).map((hash) => {
    const {platform, receipts} = profile.platforms[Math.floor(low(hash) * profile.platforms.length)]!;
    return {id: (hash >>> 0).toString(16).padStart(8, '0'), platform, receipts, luck: high(hash)};
  });
}

const MODELS: Readonly<Record<number, string>> = {
  1: 'iPhone15,2',
  2: 'Xiaomi 14',
  3: 'HUAWEI P60',
  4: 'Pixel 8',
  5: 'MEIZU 20',
  6: 'OPPO Find X7',
  7: 'vivo X100',
  8: 'HONOR Magic6',
};

function chain({id, platform, receipts, luck}: Device, time: number, asOf: number): Fields & {OfflinePushStat: Fields} {
  const apns = platform === 1;
  const lost = luck < 0.2 ? usualReasons('sent', platform)[0] : undefined;
  const after = (seconds: number, happens = true) =>
    happens && time + seconds <= asOf ? stat(1, time + seconds) : stat(0);
  const refused = lost && time + 2 <= asOf && {ErrorCode: Number(lost.code) || -1, ErrorInfo: lost.text};
  return {
    InstanceId: id,
    PushTime: clockText(time),
    DeviceModel: MODELS[platform] ?? 'unknown',
    System: apns ? 'APNS' : 'Android',
    SystemVersion: apns ? '18.3' : '14',
    PushPlatform: platform,
    Token: `token-of-${id}`,
    CertId: String(40_000 + platform),
    SdkVersion: '8.5.6864',
    PushVersion: '8.5.6864',
    NotificationStatus: 1,
    last_active_terminal: 1,
    IMCommitStat: {IMStat: after(0)},
    OfflinePushStat: {
      OfflineStat: after(1),
      ChannelStat: refused ? {...stat(0, time + 2), ...refused} : after(2),
      DeviceStat: after(30, !lost && receipts),
      ClickStat: after(600, !lost && luck > 0.9),
    },
  };
}

/** What the numbers of PushStatus mean is documented nowhere: here 1 has happened. */
const stat = (status: 0 | 1, time?: number) => ({
  PushStatus: status,
  ErrorCode: 0,
  ErrorInfo: '',
  EventTime: time === undefined ? '' : clockText(time),
});

/** The vendor's samples name no zone; its days are cut in Shanghai. */
const clockText = (time: number) => new Date((time + 8 * 3600) * 1000).toISOString().slice(0, 19).replace('T', ' ');
