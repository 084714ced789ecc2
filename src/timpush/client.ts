import type {App} from '../domain/app.js';
import {type ClockLead, withoutLead} from '../domain/clock-lead.js';
import {ApiError, CollectorError} from '../domain/errors.js';
import type {Clock, Fetched, FetchOptions, Meter, Source, Turn} from '../domain/ports.js';
import type {Report} from '../domain/report.js';
import {endOfLocalDay, type Window} from '../domain/window.js';
import {Address, type AddressOptions} from './address.js';
import type {BurstLimit} from './burst-limit.js';
import {Cooldown} from './cooldown.js';
import {Pace} from './pace.js';
import {type PostDeps, post} from './post.js';
import {RequestForms} from './request-forms.js';
import {retry} from './retry.js';
import type {UserSig} from './user-sig.js';
import {VendorClock} from './vendor-clock.js';
import {verdictOf} from './verdict.js';

export interface ClientOptions extends Omit<AddressOptions, 'sdkAppId'> {
  readonly app: App;
  readonly paceMs: number;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly maxInFlight: number;
  /** Pause before the first retry; each further one doubles it, up to 30 s, with jitter. Zero in tests. */
  readonly backoffMs: number;
}

export interface ClientDeps extends PostDeps {
  /** Shared by all apps: the work of many calls takes some milliseconds, by which a request may leave late. */
  readonly burstLimit: BurstLimit;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly userSig: Pick<UserSig, 'current' | 'renew' | 'keyChanged'>;
  readonly meter: Pick<Meter, 'call' | 'retry' | 'paceWait'>;
}

/** The API for one app: signed calls at the app's pace, retried where that is worth it. */
export class TimpushClient implements Source {
  readonly #address: Address;
  /** By the name of the report. */
  readonly #paces: Record<string, Pace> = {};
  readonly #cooldown: Cooldown;
  readonly #forms = new RequestForms();
  readonly #vendorClock = new VendorClock();

  constructor(
    private readonly options: ClientOptions,
    private readonly deps: ClientDeps,
  ) {
    this.#address = new Address({...options, sdkAppId: options.app.sdkAppId});
    this.#cooldown = new Cooldown(deps.clock);
  }

  async turn(report: Report, signal: AbortSignal): Promise<Turn> {
    this.#cooldown.refuse();
    return this.#pace(report).turn(signal);
  }

  clockLead(): ClockLead {
    return this.#vendorClock.lead();
  }

  async fetch(report: Report, window: Window, options: FetchOptions): Promise<Fetched> {
    const {signal} = options;
    let {turn} = options;
    let attempt = 0;
    return this.#forms.ask(report, async (form) => {
      const call = async () => {
        const own = turn ?? (await this.turn(report, signal));
        turn = undefined;
        attempt += 1;
        return this.#call(report, {StartTime: window.start, EndTime: window.end, ...form}, attempt, own, options);
      };
      // Only a call that has failed needs the machinery of retries, which costs as much as half of all the rest.
      return call().catch((error) => retry(error, call, {...this.options, signal}));
    });
  }

  async #call(
    report: Report,
    request: object,
    attempt: number,
    turn: Turn,
    {signal, onCall}: FetchOptions,
  ): Promise<Fetched> {
    const {userSig, clock} = this.deps;
    try {
      // While this one waited, another call may have met an error that stops them all, or signed anew.
      this.#cooldown.refuse();
      const signature = userSig.current();
      const askedAtMs = clock.now();
      this.#count(report, attempt, turn.waitedMs);
      onCall?.(attempt);
      try {
        const {text, date} = await post(this.deps, {
          origin: this.#address.origin,
          path: this.#address.path(report.command, signature, this.deps.random()),
          body: JSON.stringify(request),
          timeoutMs: this.options.timeoutMs,
          signal,
          onSent: turn.sent,
        });
        this.#vendorClock.observe(date, askedAtMs, clock.now());
        const body = verdictOf(text);
        this.deps.meter.call(this.options.app.name, report.name, 'ok');
        const clockLead = this.clockLead();
        return {body, fetchedAt: withoutLead(Math.floor(askedAtMs / 1000), clockLead), clockLead};
      } catch (error) {
        const code = error instanceof ApiError ? String(error.code) : 'transport';
        this.deps.meter.call(this.options.app.name, report.name, code);
        const explained = this.#vendorClock.explain(error);
        if (explained instanceof CollectorError) this.#react(explained, report, signature);
        throw explained;
      }
    } finally {
      turn.end();
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
        if (!stale && !userSig.keyChanged()) this.#cooldown.begin(error);
        break;
      case 'stop-until-tomorrow':
        this.#cooldown.begin(error, endOfLocalDay(clock.now() / 1000, this.options.app.timezone) * 1000 - clock.now());
        break;
      case 'rest':
      case 'stop':
        this.#cooldown.begin(error);
    }
  }

  #pace(report: Report): Pace {
    this.#paces[report.name] ??= new Pace(this.options, this.deps.clock, this.deps.burstLimit);
    return this.#paces[report.name]!;
  }

  #count(report: Report, attempt: number, waitedMs: number): void {
    const {meter} = this.deps;
    meter.paceWait(this.options.app.name, report.name, waitedMs);
    if (attempt > 1) meter.retry(this.options.app.name, report.name);
  }
}
