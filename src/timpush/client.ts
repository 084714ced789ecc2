import type {Dispatcher} from 'undici';
import {ApiError, CollectorError} from '../domain/errors.js';
import type {Clock, Fetched, FetchOptions, Meter, Source, Turn} from '../domain/ports.js';
import type {App, Report} from '../domain/report.js';
import {endOfLocalDay, type Window} from '../domain/window.js';
import {exchange} from './exchange.js';
import {Pace} from './pace.js';
import {again} from './patience.js';
import {Rest} from './rest.js';
import type {UserSig} from './user-sig.js';
import {verdictOf} from './verdict.js';

export interface ClientOptions {
  readonly app: App;
  /** Where `/v4/…` is; may hold a path, for a gateway in between. */
  readonly baseUrl: string;
  readonly identifier: string;
  readonly paceMs: number;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly maxInFlight: number;
  /** Pause before the first retry; each further one doubles it, up to 30 s, with jitter. Zero in tests. */
  readonly backoffMs: number;
}

export interface ClientDeps {
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly userSig: Pick<UserSig, 'current' | 'renew' | 'keyChanged'>;
  readonly meter: Pick<Meter, 'call' | 'retry' | 'paceWait'>;
}

/** The API for one app: signed calls at the app's pace, retried where that is worth it. */
export class TimpushClient implements Source {
  readonly #origin: string;
  readonly #pathPrefix: string;
  /** By the name of the report. */
  readonly #paces: Record<string, Pace> = {};
  readonly #rest: Rest;

  constructor(
    private readonly options: ClientOptions,
    private readonly deps: ClientDeps,
  ) {
    const {origin, pathname} = new URL(options.baseUrl);
    this.#origin = origin;
    this.#pathPrefix = `${pathname.replace(/\/$/, '')}/v4/timpush/`;
    this.#rest = new Rest(deps.clock);
  }

  async turn(report: Report, signal: AbortSignal): Promise<Turn> {
    this.#rest.refuse();
    return this.#pace(report).turn(signal);
  }

  async fetch(report: Report, window: Window, {turn, ...options}: FetchOptions): Promise<Fetched> {
    try {
      return await this.#attempt(report, window, 1, turn ?? (await this.turn(report, options.signal)), options);
    } catch (error) {
      const attempt = async (number: number) =>
        this.#attempt(report, window, number, await this.turn(report, options.signal), options);
      // Only a call that has failed needs the machinery of retries, which costs as much as half of all the rest.
      return again(error, attempt, {...this.options, ...options});
    }
  }

  async #attempt(
    report: Report,
    window: Window,
    attempt: number,
    turn: Turn,
    {signal, onCall}: FetchOptions,
  ): Promise<Fetched> {
    try {
      // While this one waited, another call may have met an error that stops them all, or signed anew.
      this.#rest.refuse();
      const signature = this.deps.userSig.current();
      this.#count(report, attempt, turn.waitedMs);
      onCall?.(attempt);
      return await this.#call(report, window, signature, turn, signal);
    } finally {
      turn.end();
    }
  }

  async #call(report: Report, window: Window, signature: string, turn: Turn, signal: AbortSignal): Promise<Fetched> {
    const fetchedAt = Math.floor(this.deps.clock.now() / 1000);
    let code = 'ok';
    try {
      const text = await exchange(this.deps.dispatcher, {
        origin: this.#origin,
        path: this.#path(report, signature),
        body: JSON.stringify({StartTime: window.start, EndTime: window.end}),
        timeoutMs: this.options.timeoutMs,
        signal,
        onSent: turn.sent,
      });
      return {body: verdictOf(text), fetchedAt};
    } catch (error) {
      code = error instanceof ApiError ? String(error.code) : 'transport';
      if (error instanceof CollectorError) this.#react(error, report, signature);
      throw error;
    } finally {
      this.deps.meter.call(this.options.app.name, report.name, code);
    }
  }

  /** What an error changes for the calls to come. */
  #react(error: CollectorError, report: Report, signature: string): void {
    const {userSig, clock} = this.deps;
    // Another call in flight may have met the same error first and mended it.
    const stale = signature !== userSig.current();
    switch (error.recovery) {
      case 'slow-down':
        this.#pace(report).widen();
        break;
      case 'sign-anew':
        if (!stale) userSig.renew();
        break;
      case 'reload-secret':
        if (!stale && !userSig.keyChanged()) this.#rest.begin(error);
        break;
      case 'stop-until-tomorrow':
        this.#rest.begin(error, endOfLocalDay(clock.now() / 1000, this.options.app.timezone) * 1000);
        break;
      case 'rest':
      case 'stop':
        this.#rest.begin(error);
    }
  }

  #pace(report: Report): Pace {
    const pace = this.#paces[report.name] ?? new Pace(this.options, this.deps.clock);
    this.#paces[report.name] = pace;
    return pace;
  }

  #count(report: Report, attempt: number, waitedMs: number): void {
    const {meter} = this.deps;
    meter.paceWait(this.options.app.name, report.name, waitedMs);
    if (attempt > 1) meter.retry(this.options.app.name, report.name);
  }

  #path(report: Report, signature: string): string {
    const {app, identifier} = this.options;
    const random = Math.floor(this.deps.random() * 2 ** 32);
    return `${this.#pathPrefix}${report.command}?sdkappid=${app.sdkAppId}&identifier=${encodeURIComponent(identifier)}&usersig=${signature}&random=${random}&contenttype=json`;
  }
}
