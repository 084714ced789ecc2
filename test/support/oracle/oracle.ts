import type {LoggedRequest, Simulator} from '../../../src/simulator/simulator.js';
import {lineOf} from '../fixtures/store-lines.js';

/** What the oracle has to be told of an app. */
export interface OracleApp {
  readonly name: string;
  readonly sdkAppId: number;
  readonly timezone: string;
  readonly withoutReceipts: readonly string[];
}

/** A job whose step is an hour or a day; refresh ages by their names. */
export interface OracleJob {
  readonly step: '1h' | '1d';
  readonly span: number;
  readonly refresh: Readonly<Record<string, number>>;
}

export interface OracleInput {
  readonly apps: readonly OracleApp[];
  readonly jobs: readonly OracleJob[];
  readonly simulator: Pick<Simulator, 'requests' | 'counts'>;
}

const HOUR = 3600;
const platformNames = ['unknown', 'apns', 'xiaomi', 'huawei', 'fcm', 'meizu', 'oppo', 'vivo', 'honor'];

/**
 * What a store must hold beside run summaries, told from what the API answered and from the documents alone: no code of the collector
 * is asked. A ledger line says when a window was asked for last, so stores are compared without that one number.
 */
export function expectedLines({apps, jobs, simulator}: OracleInput): string[] {
  const lines = apps.flatMap((app) =>
    [...answersByWindow(simulator.requests, app.sdkAppId).values()].flatMap((answers) => {
      const job = jobs.find(({step}) => step === stepOf(answers[0]!))!;
      return windowLines(app, job, answers, simulator);
    }),
  );
  return lines.sort();
}

/** Calls that were answered well, in the order of their arrival. */
function answersByWindow(requests: readonly LoggedRequest[], sdkAppId: number): Map<string, LoggedRequest[]> {
  const answered = requests.filter((request) => request.sdkAppId === sdkAppId && request.code === 0);
  const windows = new Map<string, LoggedRequest[]>();
  for (const request of answered) {
    const window = windowText(request as WindowAsked);
    windows.set(window, [...(windows.get(window) ?? []), request]);
  }
  return windows;
}

function windowLines(
  app: OracleApp,
  {step, refresh}: OracleJob,
  answers: readonly LoggedRequest[],
  simulator: Pick<Simulator, 'counts'>,
): string[] {
  const {start, end} = answers[0] as WindowAsked;
  const identity = {app: app.name, sdkappid: app.sdkAppId};
  const latest = answersOf(app, {start, end}, answers.at(-1)!.asOf, simulator);
  const ledger = {
    report: 'chat',
    step,
    window_end: end,
    error_code: 0,
    outcome: 'ok',
    platforms: latest.platforms.join(),
  };
  const aged = Object.entries(refresh).flatMap(([age, seconds]) => {
    const first = answers.find(({asOf}) => asOf >= end + seconds);
    if (!first || first.asOf > end + seconds + Math.max(HOUR, seconds / 4)) return [];
    return answersOf(app, {start, end}, first.asOf, simulator).points.map((point) => ({...point, age}));
  });
  const data = [...latest.points, ...aged].map((values) => {
    const kind = 'platform' in values ? 'platform' : 'total';
    return lineOf(`timpush_chat_${kind}_${step}${'age' in values ? '_aged' : ''}`, start, {...identity, ...values});
  });
  return [...data, lineOf('timpush_ledger', start, {...identity, ...ledger})];
}

/** The counts at one moment, as fields and tags of points: the total first. */
function answersOf(app: OracleApp, window: WindowAsked, asOf: number, simulator: Pick<Simulator, 'counts'>) {
  const {total, platforms} = simulator.counts(app.sdkAppId, window, asOf);
  const named = [...platforms].map(([number, counts]) => ({name: platformNames[number]!, ...counts}));
  const receipts = named.filter(({name}) => !app.withoutReceipts.includes(name));
  const sum = (field: 'sent' | 'delivered' | 'clicked') => receipts.reduce((all, counts) => all + counts[field], 0);
  const points = named.map(({name, ...counts}) => {
    const known = app.withoutReceipts.includes(name) ? 0 : 1;
    const {sent, delivered, clicked} = counts;
    return {
      platform: name,
      ...counts,
      receipt_sent: sent * known,
      receipt_delivered: delivered * known,
      receipt_clicked: clicked * known,
    };
  });
  const whole = {
    ...total,
    receipt_sent: sum('sent'),
    receipt_delivered: sum('delivered'),
    receipt_clicked: sum('clicked'),
  };
  return {points: [whole, ...points], platforms: named.map(({name}) => name)};
}

interface WindowAsked {
  readonly start: number;
  readonly end: number;
}

function stepOf({start, end}: LoggedRequest): '1h' | '1d' {
  return end! - start! === HOUR ? '1h' : '1d';
}

/** A window of one app, as it shows in a list of what was asked. */
export function windowText({start, end}: WindowAsked): string {
  const iso = (seconds: number) => `${new Date(seconds * 1000).toISOString().slice(0, 16)}Z`;
  return `${iso(start)}..${iso(end)}`;
}

/** Windows of the job's span at `now` that passed one of their refresh ages after `since`: the oldest first. */
export function dueWindows({timezone}: OracleApp, job: OracleJob, now: number, since = Number.NEGATIVE_INFINITY) {
  const edges = edgesBetween(timezone, job.step, now - job.span - 26 * HOUR, now);
  const windows = edges.slice(1).map((end, index) => ({start: edges[index]!, end}));
  const passed = (end: number) => Object.values(job.refresh).some((age) => end + age > since && end + age <= now);
  return windows.filter(({end}) => end > now - job.span && passed(end)).map(windowText);
}

/** Where the clock on the wall shows a full hour, or midnight. */
function edgesBetween(timezone: string, step: '1h' | '1d', from: number, to: number): number[] {
  const wall = new Intl.DateTimeFormat('en-GB', {timeZone: timezone, hour: '2-digit', minute: '2-digit'});
  const edges: number[] = [];
  for (let time = Math.ceil(from / 1800) * 1800; time <= to; time += 1800) {
    const text = wall.format(time * 1000);
    if (step === '1h' ? text.endsWith(':00') : text === '00:00') edges.push(time);
  }
  return edges;
}
