import type {App} from '../domain/app.js';
import {ApiError, type Recovery} from '../domain/errors.js';
import type {Clock, Source} from '../domain/ports.js';
import type {Question, Report} from '../domain/report.js';
import {type EpochSeconds, parseStep} from '../domain/window.js';
import {type Cells, totalsAndPlatforms} from './cells.js';

/** Something that the vendor's documents leave open, as it was measured. */
export interface Fact {
  readonly name: string;
  /** What was asked, in a few words. */
  readonly question: string;
  /** A word for machines; `not known` where it could not be measured. */
  readonly result: string;
  /** For people. */
  readonly answer: string;
  readonly calls: number;
}

export type Found = Pick<Fact, 'result' | 'answer'>;

/** The vendor's counts of all platforms, or the code with which it refuses. */
export type Told = {readonly counts: Cells} | {readonly refused: number};

export interface ProbeDeps {
  readonly app: App;
  readonly source: Pick<Source, 'ask'>;
  readonly clock: Clock;
  /** Of which command the windows are tried, and of which the task ids. */
  readonly chat: Report;
  readonly broadcast: Report;
}

/** Whatever is asked meanwhile would get the same answer. */
const OF_THE_APP: readonly Recovery[] = ['stop', 'reload-secret', 'sign-anew', 'rest', 'stop-until-tomorrow'];

/** Asks what no report asks, and counts the calls. */
export class ProbeApi {
  calls = 0;

  constructor(private readonly deps: ProbeDeps) {}

  now(): EpochSeconds {
    return Math.floor(this.deps.clock.now() / 1000);
  }

  /** Chat pushes between two instants, whatever they are. */
  chat(start: EpochSeconds, end: EpochSeconds): Promise<Told> {
    return this.#ask(this.deps.chat, {StartTime: start, EndTime: end});
  }

  broadcasts(start: EpochSeconds, end: EpochSeconds, more: object): Promise<Told> {
    return this.#ask(this.deps.broadcast, {StartTime: start, EndTime: end, ...more});
  }

  async #ask({command, transform}: Report, request: object): Promise<Told> {
    const {app, source} = this.deps;
    const question: Question = {name: 'probe', command, request};
    const onCall = () => {
      this.calls += 1;
    };
    try {
      const {body, fetchedAt} = await source.ask(question, {signal: new AbortController().signal, onCall});
      const window = {start: 0, end: 0};
      const {points} = transform(body, {app, step: STEP, window, refresh: [], fetchedAt, previous: undefined});
      return {counts: totalsAndPlatforms(points).totals};
    } catch (error) {
      if (error instanceof ApiError && !OF_THE_APP.includes(error.recovery)) return {refused: error.code};
      throw error;
    }
  }
}

const STEP = parseStep('1h')!;

/** A fact, with what it cost; what cannot be measured is one, too. */
export async function measured(
  {name, question}: Pick<Fact, 'name' | 'question'>,
  api: ProbeApi,
  measure: () => Promise<Found>,
): Promise<Fact> {
  const before = api.calls;
  const found = await measure().catch((error: unknown) => ({
    result: NOT_KNOWN,
    answer: error instanceof Error ? error.message : String(error),
  }));
  return {name, question, ...found, calls: api.calls - before};
}

export const NOT_KNOWN = 'not known';
