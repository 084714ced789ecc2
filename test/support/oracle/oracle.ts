import type {LoggedRequest} from '../../../src/simulator/simulator.js';
import {lineOf} from '../fixtures/store-lines.js';
import {type Answering, type Figure, figuresOf} from './figures.js';

/** What the oracle has to be told of an app. */
export interface OracleApp {
  readonly name: string;
  readonly sdkAppId: number;
  readonly timezone: string;
  readonly withoutReceipts: readonly string[];
}

/** A job whose step is an hour or a day; refresh ages by their names. */
export interface OracleJob {
  /** `chat`, unless given. */
  readonly report?: string;
  readonly step: '1h' | '1d';
  readonly span: number;
  readonly refresh: Readonly<Record<string, number>>;
}

export interface OracleInput {
  readonly apps: readonly OracleApp[];
  readonly jobs: readonly OracleJob[];
  readonly simulator: Answering & {readonly requests: readonly LoggedRequest[]};
}

const HOUR = 3600;

/** The command of each report. */
export const commands: Readonly<Record<string, string>> = {
  chat: 'normal_push_statistics',
  broadcast: 'all_member_push_statistics',
  'chat-loss': 'normal_push_loss',
  'broadcast-loss': 'all_member_push_loss',
};

const reportsByCommand = new Map(Object.entries(commands).map(([report, command]) => [command, report]));

/** The report that a call asked for. */
export function reportOf({command}: Pick<LoggedRequest, 'command'>): string {
  return reportsByCommand.get(command)!;
}

/**
 * What a store must hold beside run summaries, told from what the API answered and from the documents alone: no code of the collector
 * is asked. A ledger line says when a window was asked for last, so stores are compared without that one number.
 */
export function expectedLines({apps, jobs, simulator}: OracleInput): string[] {
  const lines = apps.flatMap((app) =>
    [...answersByWindow(simulator.requests, app.sdkAppId).values()].flatMap((answers) => {
      const [step, report] = [stepOf(answers[0]!), reportOf(answers[0]!)];
      const job = jobs.find((each) => each.step === step && (each.report ?? 'chat') === report)!;
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
    const key = `${reportOf(request)} ${windowText(request as WindowAsked)}`;
    const known = windows.get(key);
    if (known) known.push(request);
    else windows.set(key, [request]);
  }
  return windows;
}

function windowLines(
  app: OracleApp,
  {report = 'chat', step, refresh}: OracleJob,
  answers: readonly LoggedRequest[],
  simulator: Answering,
): string[] {
  const {start, end} = answers[0] as WindowAsked;
  const identity = {app: app.name, sdkappid: app.sdkAppId};
  const figuresAt = (asOf: number) => figuresOf[report]!(app, {start, end}, asOf, simulator);
  const latest = figuresAt(answers.at(-1)!.asOf);
  const ledger = {report, step, window_end: end, error_code: 0, outcome: 'ok', platforms: latest.platforms.join()};
  const line = ({name, values}: Figure, more: {age?: string} = {}) =>
    lineOf(`${name}_${step}${more.age ? '_aged' : ''}`, start, {...identity, ...values, ...more});
  const aged = Object.entries(refresh).flatMap(([age, seconds]) => {
    const first = answers.find(({asOf}) => asOf >= end + seconds);
    if (!first || first.asOf > end + seconds + Math.max(HOUR, seconds / 4)) return [];
    return figuresAt(first.asOf).aged.map((figure) => line(figure, {age}));
  });
  const entry = lineOf('timpush_ledger', start, {...identity, ...ledger});
  return [...latest.points.map((figure) => line(figure)), ...aged, entry];
}

export interface WindowAsked {
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
  // Of losses the vendor refuses a window that began before it remembers.
  const oldest = job.report?.endsWith('-loss') ? now - 7 * 24 * HOUR : Number.NEGATIVE_INFINITY;
  return windows.filter(({start, end}) => end > now - job.span && start >= oldest && passed(end)).map(windowText);
}

/** The midnight before an instant. */
export function startOfDay(timezone: string, instant: number): number {
  return edgesBetween(timezone, '1d', instant - 26 * HOUR, instant).at(-1)!;
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
