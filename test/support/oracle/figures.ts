import type {Simulator} from '../../../src/simulator/simulator.js';
import {classOf} from './loss-classes.js';
import type {OracleApp, WindowAsked} from './oracle.js';

/** What tells the figures of a moment. */
export type Answering = Pick<Simulator, 'counts'> &
  Partial<Pick<Simulator, 'broadcastCounts' | 'losses' | 'broadcastLosses'>>;

/** Fields and tags of a point beside those of the app, and the name of its measurement without the step. */
export interface Figure {
  readonly name: string;
  readonly values: Readonly<Record<string, string | number>>;
}

export interface Figures {
  readonly points: readonly Figure[];
  /** What stays at an age. */
  readonly aged: readonly Figure[];
  readonly platforms: readonly string[];
}

const platformNames = ['unknown', 'apns', 'xiaomi', 'huawei', 'fcm', 'meizu', 'oppo', 'vivo', 'honor'];
const eventNames = {1: 'offline', 2: 'online'};

type Ask = (app: OracleApp, window: WindowAsked, asOf: number, simulator: Answering) => Figures;

/** What the API tells of a window at a moment, by report. */
export const figuresOf: Readonly<Record<string, Ask>> = {
  chat(app, window, asOf, simulator) {
    const {total, platforms} = simulator.counts(app.sdkAppId, window, asOf);
    return statistics(
      'chat',
      app,
      total,
      [...platforms].map(([number, counts]) => ({tags: {platform: platformNames[number]!}, counts})),
    );
  },
  broadcast(app, window, asOf, simulator) {
    return broadcastFigures('broadcast', app, simulator.broadcastCounts!(app.sdkAppId, window, asOf));
  },
  'chat-loss': (app, window, asOf, simulator) => losses('chat', simulator.losses!(app.sdkAppId, window, asOf)),
  'broadcast-loss': (app, window, asOf, simulator) =>
    losses('broadcast', simulator.broadcastLosses!(app.sdkAppId, window, asOf)),
};

/** Of all broadcasts together, or of one. */
export function broadcastFigures(
  kind: 'broadcast' | 'campaign',
  app: OracleApp,
  {total, rows}: ReturnType<Simulator['broadcastCounts']>,
): Figures {
  const channels = rows.map(({event, platform, ...counts}) => ({
    tags: {platform: platformNames[platform]!, event: eventNames[event]},
    counts,
  }));
  return statistics(kind, app, total, channels);
}

interface Counts {
  readonly total: number;
  readonly sent: number;
  readonly delivered: number;
  readonly clicked: number;
}

interface Channel {
  readonly tags: {readonly platform: string; readonly event?: string};
  readonly counts: Counts;
}

/** The total first. */
function statistics(kind: string, app: OracleApp, total: Counts, channels: readonly Channel[]): Figures {
  const reports = ({tags}: Channel) => (app.withoutReceipts.includes(tags.platform) ? 0 : 1);
  const sum = (field: 'sent' | 'delivered' | 'clicked') =>
    channels.reduce((all, channel) => all + channel.counts[field] * reports(channel), 0);
  const whole = {receipt_sent: sum('sent'), receipt_delivered: sum('delivered'), receipt_clicked: sum('clicked')};
  const points = [
    {name: `timpush_${kind}_total`, values: {...total, ...whole}},
    ...channels.map((channel) => {
      const {sent, delivered, clicked} = channel.counts;
      const known = reports(channel);
      const receipts = {
        receipt_sent: sent * known,
        receipt_delivered: delivered * known,
        receipt_clicked: clicked * known,
      };
      return {name: `timpush_${kind}_platform`, values: {...channel.tags, ...channel.counts, ...receipts}};
    }),
  ];
  return {points, aged: points, platforms: [...new Set(channels.map(({tags}) => tags.platform))]};
}

type WindowLosses = ReturnType<Simulator['losses']>;

/** At an age, the sums of each class stay. */
function losses(kind: 'chat' | 'broadcast', {total, platforms}: WindowLosses): Figures {
  const name = `timpush_${kind}_loss`;
  const split = ['ready', 'sent'].flatMap((stage) => platforms.filter((loss) => loss.stage === stage));
  const rows = [
    ...total.map((loss) => ({...loss, tags: {platform: 'total', ...(kind === 'broadcast' && {event: 'total'})}})),
    ...split.map((loss) => {
      const event = loss.event ? {event: eventNames[loss.event]} : {};
      return {...loss, tags: {platform: platformNames[loss.platform]!, ...event}};
    }),
  ];
  const points = rows.map(({stage, code, text, count, tags}) => {
    return {name, values: {...tags, stage, class: classOf(stage, tags.platform, code, text), code, text, count}};
  });
  const sums = new Map<string, Figure & {values: {count: number}}>();
  for (const {
    values: {code: _, text: __, count, ...tags},
  } of points) {
    const key = JSON.stringify(tags);
    const sum = sums.get(key) ?? {name, values: {...tags, count: 0}};
    sum.values.count += count;
    sums.set(key, sum);
  }
  return {
    points,
    aged: [...sums.values()],
    platforms: [...new Set(split.map(({platform}) => platformNames[platform]!))],
  };
}
