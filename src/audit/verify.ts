import type {App} from '../domain/app.js';
import type {Job} from '../domain/job.js';
import {measurement, tag} from '../domain/measurements.js';
import type {Point} from '../domain/point.js';
import type {Source, Store} from '../domain/ports.js';
import type {Report} from '../domain/report.js';
import {type EpochSeconds, parseStep, type Seconds, type Step, type Window, windowsTouching} from '../domain/window.js';
import {type Cells, type Compared, cellsOf, compare, totalsAndPlatforms} from './cells.js';

/** What a day of one app and report is compared by, and how that went. */
export interface Check extends Compared {
  /**
   * `hours`: the day as a whole against its hours. `platforms`: the totals of the day against its platforms. `database_1h` …: what the
   * API says against what the database has, by windows of that step.
   */
  readonly check: string;
}

export interface VerifyInput {
  readonly app: App;
  readonly report: Report;
  /** Of that report. */
  readonly jobs: readonly Job[];
  readonly day: Window;
  readonly signal: AbortSignal;
}

export interface VerifyDeps {
  readonly source: Pick<Source, 'fetch'>;
  readonly store: Pick<Store, 'points'>;
}

const [HOURLY, DAILY] = ['1h', '1d'].map((name) => parseStep(name)!) as [Step, Step];
const DAY: Seconds = 86_400;
/** Clicks come for days. */
const QUIET_AFTER: Seconds = 3 * DAY;

/** The local day that contains an instant. */
export function dayAt(app: App, instant: EpochSeconds): Window {
  return windowsOf(DAILY, app, {start: instant, end: instant + 1})[0]!;
}

/** The newest day whose counts can be expected to stand still. */
export function quietDay(app: App, now: EpochSeconds): Window {
  const before = {start: now - QUIET_AFTER - 3 * DAY, end: now};
  return windowsOf(DAILY, app, before).findLast(({end}) => end <= now - QUIET_AFTER)!;
}

/** Windows that the day is asked for in: first itself, then its hours, which are 23 or 25 where the clocks change. */
export function windowsToAsk(app: App, day: Window): Window[] {
  return [day, ...windowsOf(HOURLY, app, day)];
}

/** Asks for a day as a whole and by its hours, one call after another, and compares. Throws what a call throws. */
export async function verifyDay(input: VerifyInput, deps: VerifyDeps): Promise<Check[]> {
  const {app, report, jobs, day, signal} = input;
  const answers: Answer[] = [];
  for (const window of windowsToAsk(app, day))
    answers.push({window, ...(await deps.source.fetch(report, window, {signal}))});
  const [whole, ...hours] = answers.map((answer) => (step: Step) => pointsOf(input, answer, step)) as [Said, ...Said[]];
  const byHours = cellsOf(hours.flatMap((points) => points(HOURLY)));
  const {totals, platforms} = totalsAndPlatforms(whole(DAILY));
  const checks = [
    {check: 'hours', ...compare(cellsOf(whole(DAILY)), byHours)},
    {check: 'platforms', ...compare(totals, platforms)},
  ];
  for (const {step} of jobs.filter(tilesDays)) {
    const names = new Set([...whole(step).map((point) => point.measurement), ...(report.replaced?.(step) ?? [])]);
    const expected = step.unit === 'days' ? cellsOf(whole(step)) : byHours;
    checks.push({check: `database_${step.name}`, ...compare(expected, await stored([...names], input, deps))});
  }
  return checks;
}

/** A day's check as a point. */
export function verifyPoint({app, report, day}: Omit<VerifyInput, 'signal' | 'jobs'>, check: Check): Point {
  const {expected, found, difference} = check;
  return {
    measurement: measurement.verify,
    tags: {
      [tag.app]: app.name,
      [tag.sdkAppId]: String(app.sdkAppId),
      [tag.report]: report.name,
      [tag.check]: check.check,
    },
    fields: {expected, found, difference},
    time: day.start,
  };
}

interface Answer {
  readonly window: Window;
  readonly body: unknown;
  readonly fetchedAt: EpochSeconds;
}

/** The points of one answer, as they would be called in windows of a step. */
type Said = (step: Step) => readonly Point[];

function pointsOf({app, report}: VerifyInput, {window, body, fetchedAt}: Answer, step: Step): readonly Point[] {
  return report.transform(body, {app, step, window, refresh: [], fetchedAt, previous: undefined}).points;
}

async function stored(names: readonly string[], {app, day}: VerifyInput, {store}: VerifyDeps): Promise<Cells> {
  const tags = {[tag.sdkAppId]: String(app.sdkAppId)};
  const points = await Promise.all(names.map((name) => store.points({measurement: name, span: day, tags})));
  return cellsOf(points.flat());
}

/** Whether windows of the job's step make up a day. */
function tilesDays({step}: Job): boolean {
  return step.unit === 'hours' || step.count === 1;
}

function windowsOf(step: Step, {timezone}: App, span: Window): Window[] {
  return windowsTouching({step, timezone, maxWindow: 2 * DAY}, span);
}
