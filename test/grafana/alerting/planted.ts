import type {Finding} from '../../../src/domain/finding.js';
import {
  campaignTo,
  expiredCertificate,
  flowControl,
  makerOutage,
  missingCertificate,
  quotaUsedUp,
  tokenPurge,
} from '../../../src/simulator/typical-incidents.js';
import {at} from '../../support/doubles/manual-clock.js';
import type {Story} from './collection.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** A Sunday evening: the night that follows makes a drop of a day's rate as slow as it can be. */
export const T = at('2026-03-08T21:00+08:00');
/** Collecting begins so that all that is compared is there. */
export const BEGIN = T - 8 * DAY - 12 * HOUR;
/** Everything is over, and its counts are final. */
export const END = T + 64 * HOUR;
const span = (hours: number) => ({from: T, to: T + hours * HOUR});
const lasting = (hours: number) => ({start: T, end: T + hours * HOUR});
const APNS = 1;
const HUAWEI = 3;
/** As many pushes on each of these platforms as an app with all of them has. */
const some = {volume: 108_000, platforms: {1: 0.3, 3: 0.16, 4: 0.08}};

/** Apps, and what goes wrong with each. */
export const stories: readonly Story[] = [
  {name: 'drop30', ...some, incidents: [{platform: HUAWEI, ...span(22), delivery: 0.7}]},
  {name: 'drop60', ...some, incidents: [{platform: HUAWEI, ...span(22), delivery: 0.4}]},
  {name: 'undelivered', ...some, incidents: [{platform: HUAWEI, ...span(12), delivery: 0}]},
  {name: 'everywhere', reports: ['chat'], incidents: [{...span(22), delivery: 0.4}]},
  {name: 'receipts-lost', ...some, lostReceipts: {...lasting(30), platforms: [HUAWEI]}},
  {name: 'unsent', ...some, incidents: [{platform: HUAWEI, ...span(12), sent: 0}]},
  {name: 'gone', ...some, incidents: [{platform: HUAWEI, ...span(12), share: 0}]},
  {name: 'unclicked', ...some, incidents: [{platform: HUAWEI, ...span(22), clicks: 0.3}]},
  {
    name: 'to-fcm',
    ...some,
    incidents: [
      {...span(48), share: 0.5},
      {platform: 4, ...span(48), share: 12},
    ],
  },
  {
    name: 'monday-rush',
    ...some,
    incidents: [
      {from: T, to: T + 10 * HOUR, share: 0.05},
      {from: T + 10 * HOUR, to: T + 14 * HOUR, share: 6},
    ],
  },
  {name: 'always-low', ...some, incidents: [{platform: HUAWEI, from: 0, to: T - 6 * HOUR, delivery: 0.35}]},
  {name: 'too-small', ...some, volume: 1100, incidents: [{...span(22), delivery: 0}]},
  {name: 'first-losses', ...some, lossesSince: T - 30 * HOUR},
  {name: 'expired', ...some, incidents: [expiredCertificate(span(12))]},
  {name: 'no-certificate', ...some, incidents: [missingCertificate(span(12), HUAWEI)]},
  {
    name: 'quota',
    volume: 108_000,
    platforms: {1: 0.3, 2: 0.24},
    incidents: quotaUsedUp({from: T + 3 * HOUR, to: T + 27 * HOUR}, 8),
  },
  {name: 'flow', volume: 108_000, platforms: {1: 0.3, 3: 0.24}, incidents: [flowControl(span(6))]},
  {name: 'purge', ...some, incidents: [tokenPurge(span(22))]},
  {name: 'greater-purge', ...some, incidents: [{...tokenPurge(span(30)), delivery: 0.55}]},
  {name: 'maker', volume: 108_000, platforms: {3: 0.16, 6: 0.3}, incidents: [makerOutage(span(12))]},
  {
    name: 'campaign',
    volume: 108_000,
    platforms: {1: 0.15, 3: 0.4},
    incidents: [campaignTo({from: T + 11 * HOUR, to: T + 23 * HOUR}, APNS)],
  },
  {
    name: 'ads',
    volume: 216_000,
    platforms: {1: 0.3, 3: 0.24},
    reports: ['chat', 'broadcast', 'broadcast-loss'],
    incidents: [{...expiredCertificate(span(12)), kind: 'broadcast'}],
  },
];

/** What is to be said of each, by everybody: see `told`. */
export const expected: Readonly<Record<string, readonly string[]>> = {
  drop30: ['chat huawei delivery warning 0 22 80300007'],
  drop60: ['chat huawei delivery critical 0 22 80300007'],
  undelivered: ['chat huawei delivery critical 0 12 80300007'],
  everywhere: ['chat all delivery critical 0 22 -'],
  'receipts-lost': ['chat huawei delivery critical 0 30 -'],
  unsent: ['chat huawei silence critical 0 12 -2'],
  gone: ['chat huawei silence critical 0 12 -'],
  unclicked: ['chat huawei click warning 0 22 -'],
  'to-fcm': [],
  'monday-rush': [],
  'always-low': ['chat huawei low-delivery warning -204 -6 80300007'],
  'too-small': [],
  'first-losses': [],
  expired: ['chat apns credentials critical 0 12 403'],
  'no-certificate': ['chat huawei credentials critical 0 12 -1'],
  quota: ['chat xiaomi delivery critical 19 27 10034'],
  flow: ['chat huawei delivery critical 0 6 503'],
  purge: ['chat apns delivery warning 0 22 410'],
  'greater-purge': ['chat apns delivery warning 0 30 410'],
  maker: ['chat oppo delivery critical 0 12 -1'],
  campaign: ['chat all mix info 11 23 -'],
  ads: ['broadcast apns credentials critical 0 12 403'],
};

/** What is said of an incident: its hours after T, and the code of its first reason. */
export function told({kind, severity, platform, report, since, until, reasons}: Finding): string {
  const hours = [since, until].map((time) => (time === null ? '…' : (time - T) / HOUR));
  return [report, platform ?? 'all', kind, severity, ...hours, reasons[0]?.code ?? '-'].join(' ');
}

/** The incidents of the simulator, and those of every platform and of none: hours after T when each is seen to go on, and to be over. */
export const seen: Readonly<Record<string, {readonly goesOn: number; readonly over: number}>> = {
  everywhere: {goesOn: 5, over: 30},
  gone: {goesOn: 5, over: 22},
  expired: {goesOn: 5, over: 22},
  'no-certificate': {goesOn: 5, over: 22},
  flow: {goesOn: 5, over: 22},
  maker: {goesOn: 5, over: 22},
  ads: {goesOn: 5, over: 22},
  purge: {goesOn: 22, over: 30},
  quota: {goesOn: 22, over: 30},
  campaign: {goesOn: 22, over: 30},
};
