import type {LedgerEntry} from '../../src/domain/coverage.js';
import {type countFields, platformName} from '../../src/domain/measurements.js';
import type {Point} from '../../src/domain/point.js';
import {parseStep} from '../../src/domain/window.js';
import {statistics} from '../../src/simulator/answer.js';
import {pushProfile} from '../../src/simulator/app.js';
import {countsOf} from '../../src/simulator/counts.js';
import type {Incident} from '../../src/simulator/incident.js';
import {chat} from '../../src/timpush/reports/chat.js';
import {anApp} from '../support/fixtures/examples.js';
import {recordEntries} from '../support/fixtures/record-entries.js';

export const HOUR = 3600;
export const DAY = 24 * HOUR;
/** 2026-03-16 00:00 in Shanghai, a Monday: the range begins, and the period before ends. */
export const FROM = 1_773_590_400;
export const TO = FROM + 7 * DAY;
export const BEGIN = FROM - 7 * DAY;

export const apps = ['shop-cn', 'shop.sg'] as const;
const mixes: readonly Readonly<Record<number, number>>[] = [
  {1: 0.4, 2: 0.2, 3: 0.2, 4: 0.1, 8: 0.1},
  {1: 0.3, 3: 0.2, 4: 0.4, 12: 0.1},
];
export const platforms = ['apns', 'xiaomi', 'huawei', 'fcm', 'honor', 'platform_12'] as const;
/** Huawei's deliveries fall, Xiaomi grows, and Honor begins with the range. */
const incidents: readonly Incident[] = [
  {platform: 3, from: FROM, to: TO, delivery: 0.6},
  {platform: 2, from: FROM, to: TO, share: 3},
  {platform: 8, from: BEGIN, to: FROM, share: 0},
];

const ages = {
  '1h': {'10m': 600, '1h': HOUR, '6h': 6 * HOUR, '1d': DAY, '3d': 3 * DAY},
  '1d': {'10m': 600, '6h': 6 * HOUR, '1d': DAY, '3d': 3 * DAY, '7d': 7 * DAY},
} as const;

export type StepName = keyof typeof ages;
export type Field = (typeof countFields)[number];

/** A count of the simulator's, of one window of one platform of one app, as it was at an age. */
interface Seen {
  readonly app: string;
  readonly platform: string;
  readonly step: StepName;
  readonly age: string;
  readonly final: boolean;
  readonly start: number;
  readonly counts: Readonly<Record<Field, number>>;
}

export interface Wanted {
  readonly step?: StepName;
  /** The final count, unless given. */
  readonly age?: string;
  readonly apps?: readonly string[];
  readonly platforms?: readonly string[];
  readonly from?: number;
  readonly to?: number;
  readonly starts?: (start: number) => boolean;
}

/** What was pushed, in two forms: the points that a collector makes of it, and the simulator's own counts. */
export async function playPush() {
  const points: Point[] = [];
  const seen: Seen[] = [];
  for (const [index, name] of apps.entries()) {
    for (const [step, length] of [['1h', HOUR] as const, ['1d', DAY] as const]) {
      for (let start = BEGIN; start < TO; start += length) {
        const entry = playWindow({name, index, step, window: {start, end: start + length}}, points, seen);
        await recordEntries({write: async (more) => void points.push(...more)}, [entry]);
      }
    }
  }
  return {points, seen};
}

interface Played {
  readonly name: string;
  readonly index: number;
  readonly step: StepName;
  readonly window: {readonly start: number; readonly end: number};
}

/** A window that is asked again at every age. */
function playWindow({name, index, step, window}: Played, points: Point[], seen: Seen[]): LedgerEntry {
  const sdkAppId = 1_400_000_001 + index;
  const profile = pushProfile({sdkAppId, secretKey: '', platforms: mixes[index]!, volume: 200_000});
  const refresh = Object.entries(ages[step]).map(([age, seconds]) => ({name: age, seconds}));
  let previous: LedgerEntry | undefined;
  for (const age of refresh) {
    const fetchedAt = window.end + age.seconds;
    const counts = countsOf(profile, window, fetchedAt, {seed: 1, incidents});
    const context = {app: anApp({name, sdkAppId}), step: parseStep(step)!, window, refresh, fetchedAt, previous};
    const fetched = chat.transform(JSON.parse(statistics(counts)), context);
    const final = age === refresh.at(-1);
    points.push(...fetched.points.filter(({measurement}) => final || measurement.endsWith('_aged')));
    for (const [number, {total, sent, delivered, clicked}] of counts.platforms) {
      const platform = platformName(number);
      const receipts = platform === 'fcm' ? 0 : 1;
      const receipt_ = {receipt_sent: sent * receipts, receipt_delivered: delivered * receipts};
      const all = {total, sent, delivered, clicked, ...receipt_, receipt_clicked: clicked * receipts};
      seen.push({app: name, platform, step, age: age.name, final, start: window.start, counts: all});
    }
    const identity = {app: name, sdkAppId, report: 'chat', step, window, fetchedAt};
    previous = {...identity, outcome: 'ok', errorCode: 0, platforms: fetched.platforms};
  }
  return previous!;
}

/** Sums of the simulator's counts; the range is that of the screen unless given. */
export function oracle(seen: readonly Seen[]) {
  const sum = (field: Field, wanted: Wanted = {}): number => {
    const {step = '1h', age, from = FROM, to = TO, starts = () => true} = wanted;
    const among = (names: readonly string[] | undefined, name: string) => !names || names.includes(name);
    return seen
      .filter((each) => each.step === step && (age ? each.age === age : each.final))
      .filter(({app, platform}) => among(wanted.apps, app) && among(wanted.platforms, platform))
      .filter(({start}) => start >= from && start < to && starts(start))
      .reduce((total, {counts}) => total + counts[field], 0);
  };
  const rate = (part: Field, whole: Field, wanted?: Wanted) => sum(part, wanted) / sum(whole, wanted);
  return {sum, rate};
}

export const before = {from: BEGIN, to: FROM};
/** What changes compare: windows as they were at the age of six hours, without the newest, which have not reached it. */
const YOUNG = HOUR + 6 * HOUR + HOUR / 3;
export const ripe = {age: '6h', from: FROM, to: TO - YOUNG};
export const ripeBefore = {age: '6h', from: BEGIN, to: FROM - YOUNG};
