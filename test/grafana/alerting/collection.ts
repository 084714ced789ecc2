import type {App} from '../../../src/domain/app.js';
import {type Age, isDue, type LedgerEntry, type Surveyed} from '../../../src/domain/coverage.js';
import {ApiError} from '../../../src/domain/errors.js';
import type {Point} from '../../../src/domain/point.js';
import {runPoint} from '../../../src/domain/run-summary.js';
import {parseStep, type Span, type Window} from '../../../src/domain/window.js';
import {pushProfile, type SimulatedApp} from '../../../src/simulator/app.js';
import type {Incident} from '../../../src/simulator/incident.js';
import type {Conditions} from '../../../src/simulator/stream.js';
import {reports} from '../../../src/timpush/reports.js';
import {anApp} from '../../support/fixtures/examples.js';
import {recordEntries} from '../../support/fixtures/record-entries.js';
import {answerOf} from '../simulated-answer.js';

/** An app as it is played, and what goes wrong with it. */
export interface Story {
  readonly name: string;
  readonly volume?: number;
  readonly platforms?: SimulatedApp['platforms'];
  /** What is collected of it; chat and why its pushes were lost, unless given. */
  readonly reports?: readonly string[];
  /** Losses of earlier windows are not collected. */
  readonly lossesSince?: number;
  readonly incidents?: readonly Omit<Incident, 'sdkAppId'>[];
  /** While it lasts, receipts of these platforms get lost on their way. */
  readonly lostReceipts?: Span & {readonly platforms: readonly number[]};
  /** While it lasts, the API refuses every call for chat counts. */
  readonly refused?: Span & {readonly code: number};
  /** While it lasts, the API rejects every window. */
  readonly rejected?: Span;
  /** While it lasts, each run of this report sees a window of this step missing that began so long before. */
  readonly hole?: Span & {readonly report?: string; readonly step: string; readonly age: number};
}

export const TICK = 600;
const HOUR = 3600;
const DAY = 24 * HOUR;
const STEP = parseStep('1h')!;
/** The refresh ages that rules compare, and one more; later answers change nothing that they ask for. */
const refresh: Age[] = [
  {name: '10m', seconds: 600},
  {name: '1h', seconds: HOUR},
  {name: '6h', seconds: 6 * HOUR},
  {name: '1d', seconds: DAY},
];
/** Of losses, likewise. */
const LOSSES_UNTIL = 6 * HOUR;

/** What a collector writes for one app, tick by tick. */
export class Collection {
  readonly #app: App;
  readonly #entries = new Map<number, LedgerEntry>();
  readonly #conditions: Conditions;
  #newest: number;

  constructor(
    private readonly story: Story,
    private readonly sdkAppId: number,
    private readonly begin: number,
  ) {
    this.#app = anApp({name: story.name, sdkAppId});
    this.#newest = begin;
    this.#conditions = {seed: 1, incidents: story.incidents ?? []};
  }

  /** The points that one tick adds: windows that are due, newest first, and the runs. */
  async tick(now: number): Promise<Point[]> {
    const {refused, rejected} = this.story;
    const due = this.#dueAt(now);
    const asked = during(refused, now) ? [] : due;
    const points = asked.flatMap((window) => this.#fetch(window, now, during(rejected, now)));
    const entries = asked.map(({start}) => this.#entries.get(start)!);
    await recordEntries({write: async (more) => void points.push(...more)}, entries);
    this.#newest = Math.max(this.#newest, ...entries.map(({window}) => window.end));
    const error = during(refused, now) && due.length > 0 ? new ApiError(refused!.code, 'refused', 'stop') : undefined;
    const runs = ['chat', 'chat-loss'].flatMap((report) =>
      ['1h', '1d'].map((step) => this.#run(report, step, now, error)),
    );
    return [...points, ...runs];
  }

  #dueAt(now: number): Window[] {
    const windows: Window[] = [];
    const newest = Math.floor(now / HOUR) * HOUR - HOUR;
    for (let start = newest; start >= Math.max(this.begin, now - 2 * DAY); start -= HOUR) {
      const window = {start, end: start + HOUR};
      if (isDue(window, this.#entries.get(start), refresh, now)) windows.push(window);
    }
    return windows;
  }

  #fetch(window: Window, now: number, rejects: boolean): Point[] {
    const previous = this.#entries.get(window.start);
    const entry = {app: this.#app.name, sdkAppId: this.sdkAppId, report: 'chat', step: '1h', window, fetchedAt: now};
    if (rejects) {
      this.#entries.set(window.start, {...entry, outcome: 'rejected', errorCode: 90100, platforms: []});
      return [];
    }
    const context = {app: this.#app, step: STEP, window, refresh, fetchedAt: now, previous};
    const asked = {profile: this.#profileAt(window), window, asOf: now, conditions: this.#conditions};
    const {reports: names = ['chat', 'chat-loss'], lossesSince = 0} = this.story;
    const hasLosses = window.start >= lossesSince && now < window.end + LOSSES_UNTIL;
    const told = names.filter((name) => hasLosses || !name.endsWith('-loss'));
    const answers = told.map((name) => reports[name]!.transform(answerOf(reports[name]!, asked), context));
    const [{platforms}] = answers as [(typeof answers)[0]];
    this.#entries.set(window.start, {...entry, outcome: 'ok', errorCode: 0, platforms});
    const points = answers.flatMap((answer) => answer.points);
    // Codes are asked for their text only, and cost most: they stay as they were first.
    return previous ? points.filter(({tags}) => tags.code === undefined) : points;
  }

  #profileAt({start}: Window) {
    const {volume, platforms, lostReceipts} = this.story;
    const lost = during(lostReceipts, start) ? lostReceipts!.platforms : [];
    const app = {sdkAppId: this.sdkAppId, secretKey: '', withoutReceipts: [4, ...lost]};
    return pushProfile({...app, ...(volume && {volume}), ...(platforms && {platforms})});
  }

  #run(report: string, step: string, now: number, error: unknown): Point {
    const {hole} = this.story;
    const hit = hole?.step === step && (hole.report ?? 'chat') === report && during(hole, now);
    const start = now - (hole?.age ?? 0);
    const missing: Surveyed = {window: {start, end: start + HOUR}, previous: undefined, coverage: 'missing'};
    const numbers = {durationMs: 900, windowsOk: 1, windowsFailed: 0, windowsLeft: 0, calls: 1, retries: 0};
    const survey = hit ? [missing] : [];
    return runPoint({
      app: this.#app,
      report,
      step,
      startedAt: now,
      ...numbers,
      ...(report === 'chat' ? {lag: now - this.#newest, error} : {lag: HOUR, error: undefined}),
      survey,
    });
  }
}

function during(span: Span | undefined, now: number): boolean {
  return span !== undefined && span.start <= now && now < span.end;
}
