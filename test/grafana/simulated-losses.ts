import type {LossStage} from '../../src/domain/loss.js';
import {eventName, platformName, TOTAL} from '../../src/domain/measurements.js';
import type {Point} from '../../src/domain/point.js';
import {parseStep} from '../../src/domain/window.js';
import {pushProfile} from '../../src/simulator/app.js';
import {broadcastCountsOf} from '../../src/simulator/broadcast.js';
import {countsOf} from '../../src/simulator/counts.js';
import type {Incident} from '../../src/simulator/incident.js';
import {broadcastLossesOf, chatLossesOf, type WindowLosses} from '../../src/simulator/losses.js';
import {expiredCertificate, quotaUsedUp} from '../../src/simulator/typical-incidents.js';
import {reports} from '../../src/timpush/reports.js';
import {anApp} from '../support/fixtures/examples.js';
import {type Asked, answerOf} from './simulated-answer.js';
import {apps, BEGIN, DAY, FROM, HOUR, TO} from './simulated-push.js';

/** Whose pushes are counted: those of a platform of an app, in one hour. */
interface Channel {
  readonly app: string;
  readonly kind: 'chat' | 'broadcast';
  readonly start: number;
  readonly platform: string;
  /** Of broadcasts. */
  readonly event: string;
}

/** Losses of one code. */
export interface Lost extends Channel {
  readonly stage: LossStage;
  readonly code: string;
  readonly text: string;
  readonly count: number;
}

/** What is there at each stage; `receipts` tells whether anybody knows of deliveries. */
export interface Counted extends Channel {
  readonly total: number;
  readonly sent: number;
  readonly delivered: number;
  readonly receipts: boolean;
}

const HUAWEI = 3;
const lasting = (day: number, hours: number) => ({from: FROM + day * DAY, to: FROM + day * DAY + hours * HOUR});
const incidents: readonly Incident[] = [
  expiredCertificate({...lasting(1, 5), kind: 'chat'}),
  ...quotaUsedUp({from: FROM, to: TO}, 8),
  {platform: HUAWEI, ...lasting(2, 4), delivery: 0.5, reason: {code: '80200003', text: 'expired'}},
  {platform: HUAWEI, ...lasting(3, 4), delivery: 0.5, reason: {code: '4711', text: 'what nobody knows'}},
];
const mixes: readonly Readonly<Record<number, number>>[] = [
  {1: 0.4, 2: 0.3, 3: 0.2, 4: 0.1},
  {1: 0.5, 3: 0.3, 12: 0.2},
];

/** Two weeks of chat and broadcasts by the hour, long after: the points that a collector makes of them, and the simulator's own numbers. */
export function playLosses() {
  const points: Point[] = [];
  const lost: Lost[] = [];
  const counted: Counted[] = [];
  for (const [index, app] of apps.entries()) {
    const sdkAppId = 1_400_000_001 + index;
    const profile = pushProfile({sdkAppId, secretKey: '', platforms: mixes[index]!, volume: 20_000});
    for (let start = BEGIN; start < TO; start += HOUR) {
      const window = {start, end: start + HOUR};
      const asked = {profile, window, asOf: TO + 4 * DAY, conditions: {seed: 1, incidents}};
      const context = {step: parseStep('1h')!, window, refresh: [], fetchedAt: asked.asOf, previous: undefined};
      for (const report of Object.values(reports))
        points.push(
          ...report.transform(answerOf(report, asked), {...context, app: anApp({name: app, sdkAppId})}).points,
        );
      lost.push(...lostIn(asked).map((row) => ({app, start, ...row})));
      counted.push(...countedIn(asked).map((row) => ({app, start, ...row})));
    }
  }
  return {points, lost, counted};
}

function lostIn({profile, window, asOf, conditions}: Asked) {
  const chat = chatLossesOf(profile, window, asOf, conditions);
  const broadcast = broadcastLossesOf(profile, window, asOf, conditions);
  return [
    ...lossRows(chat).map((row) => ({kind: 'chat' as const, ...row})),
    ...lossRows(broadcast).map((row) => ({kind: 'broadcast' as const, ...row})),
  ];
}

function lossRows({total, platforms}: WindowLosses) {
  return [
    ...total.map((row) => ({...row, platform: TOTAL, event: ''})),
    ...platforms.map(({platform, event, ...row}) => {
      return {...row, platform: platformName(platform), event: event ? eventName(event) : ''};
    }),
  ];
}

function countedIn({profile, window, asOf, conditions}: Asked) {
  const chat = [...countsOf(profile, window, asOf, conditions).platforms];
  const broadcast = broadcastCountsOf(profile, window, asOf, conditions).rows;
  const rows = [
    ...chat.map(([platform, row]) => ({...row, kind: 'chat' as const, platform, event: ''})),
    ...broadcast.map(({event, ...row}) => ({...row, kind: 'broadcast' as const, event: eventName(event)})),
  ];
  return rows.map((row) => ({
    ...row,
    platform: platformName(row.platform),
    receipts: platformName(row.platform) !== 'fcm',
  }));
}
