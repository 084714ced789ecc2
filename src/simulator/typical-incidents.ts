import type {Incident} from './incident.js';

/** Whom an incident hits, and when. */
export type Where = Pick<Incident, 'sdkAppId' | 'kind' | 'from' | 'to'>;

const APNS = 1;
const XIAOMI = 2;
const HUAWEI = 3;
const OPPO = 6;

/** APNs refuses every push. */
export const expiredCertificate = (where: Where): Incident => ({
  ...where,
  platform: APNS,
  delivery: 0,
  reason: {code: '403', text: 'ExpiredProviderToken'},
});

/** Nothing of the platform is sent at all. */
export const missingCertificate = (where: Where, platform: number): Incident => ({
  ...where,
  platform,
  sent: 0,
  reason: {code: '-1', text: 'certificate id not set'},
});

/** Many removed the app, and APNs says so of all of them at once. */
export const tokenPurge = (where: Where): Incident => ({
  ...where,
  platform: APNS,
  delivery: 0.7,
  reason: {code: '410', text: 'Unregistered'},
});

/** Huawei takes a third of what comes. */
export const flowControl = (where: Where): Incident => ({
  ...where,
  platform: HUAWEI,
  delivery: 0.33,
  reason: {code: '503', text: 'flow control'},
});

/** OPPO's servers hardly answer. */
export const makerOutage = (where: Where): Incident => ({
  ...where,
  platform: OPPO,
  delivery: 0.1,
  reason: {code: '-1', text: 'Service Currently Unavailable'},
});

/** Much is sent to people of one platform, as on a day of a campaign: nothing fails, and the app's rates are those of that platform. */
export const campaignTo = (where: Where, platform: number): Incident => ({...where, platform, share: 12});

/** Xiaomi's messages of the day are used up at four in the afternoon, each local day of the time given. */
export function quotaUsedUp({from, to, ...where}: Where, timezoneOffsetHours: number): Incident[] {
  const offset = timezoneOffsetHours * 3600;
  const firstDay = Math.floor((from + offset) / DAY);
  const days = Array.from({length: Math.ceil((to + offset) / DAY) - firstDay}, (_, index) => firstDay + index);
  return days
    .map((day) => day * DAY - offset)
    .map((midnight) => ({from: Math.max(from, midnight + 16 * 3600), to: Math.min(to, midnight + DAY)}))
    .filter((span) => span.from < span.to)
    .map((span) => ({
      ...where,
      ...span,
      platform: XIAOMI,
      delivery: 0,
      reason: {code: '10034', text: 'daily messages exceeded'},
    }));
}

const DAY = 86_400;
