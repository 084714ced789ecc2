import {withoutLead} from '../domain/clock-lead.js';
import {ApiError, CollectorError} from '../domain/errors.js';
import type {Clock, Fetched, FetchOptions, Meter, Turn} from '../domain/ports.js';
import type {Question} from '../domain/report.js';
import type {Address} from './address.js';
import type {Cooldown} from './cooldown.js';
import {type PostDeps, type Posting, post} from './post.js';
import type {UserSig} from './user-sig.js';
import type {VendorClock} from './vendor-clock.js';
import {verdictOf} from './verdict.js';

/** What all calls of one app have in common. */
export interface CallDeps extends PostDeps {
  /** Of the app. */
  readonly name: string;
  readonly address: Address;
  readonly timeoutMs: number;
  readonly cooldown: Cooldown;
  readonly vendorClock: VendorClock;
  readonly userSig: Pick<UserSig, 'current'>;
  readonly clock: Pick<Clock, 'now'>;
  /** In [0, 1). */
  readonly random: () => number;
  readonly meter: Pick<Meter, 'call' | 'retry' | 'paceWait'>;
  /** What an error changes for the calls to come. */
  readonly react: (error: CollectorError, question: Question, signature: string) => void;
}

/** Which call of its question it is. */
export interface Attempt extends Pick<FetchOptions, 'signal' | 'onCall'> {
  readonly attempt: number;
}

/** One signed call in its turn, which ends with it. Throws a CollectorError, or the signal's reason when that aborts. */
export function call(deps: CallDeps, question: Question, turn: Turn, attempt: Attempt): Promise<Fetched> {
  return new Promise((resolve, reject) => {
    new Call(deps, question, turn, attempt.signal, resolve, reject).begin(attempt);
  });
}

/** Thousands wait for their answers at a time: what is not needed then is not kept here, as an `async` function would. */
class Call implements Posting {
  #signature = '';
  #askedAtMs = 0;

  constructor(
    private readonly deps: CallDeps,
    private readonly question: Question,
    private readonly turn: Turn,
    readonly signal: AbortSignal,
    private readonly resolve: (fetched: Fetched) => void,
    private readonly reject: (reason: unknown) => void,
  ) {}

  get origin(): string {
    return this.deps.address.origin;
  }

  get timeoutMs(): number {
    return this.deps.timeoutMs;
  }

  begin({attempt, onCall}: Attempt): void {
    const {name, address, cooldown, userSig, clock, random, meter} = this.deps;
    const {name: report, command, request} = this.question;
    try {
      // While this one waited, another call may have met an error that stops them all, or signed anew.
      cooldown.refuse();
      this.#signature = userSig.current();
      this.#askedAtMs = clock.now();
      meter.paceWait(name, report, this.turn.waitedMs);
      if (attempt > 1) meter.retry(name, report);
      onCall?.(attempt);
    } catch (error) {
      this.turn.end();
      this.reject(error);
      return;
    }
    post(this.deps, this, {path: address.path(command, this.#signature, random()), body: JSON.stringify(request)});
  }

  onSent(): void {
    this.turn.sent();
  }

  onAnswer(text: string, date: string | undefined): void {
    const {name, vendorClock, clock, meter} = this.deps;
    try {
      vendorClock.observe(date, this.#askedAtMs, clock.now());
      const body = verdictOf(text);
      meter.call(name, this.question.name, 'ok');
      const clockLead = vendorClock.lead();
      this.turn.end();
      this.resolve({body, fetchedAt: withoutLead(Math.floor(this.#askedAtMs / 1000), clockLead), clockLead});
    } catch (error) {
      this.onFailure(error);
    }
  }

  onFailure(error: unknown): void {
    const {name, meter} = this.deps;
    meter.call(name, this.question.name, error instanceof ApiError ? String(error.code) : 'transport');
    const reason = this.#reactionTo(error);
    this.turn.end();
    this.reject(reason);
  }

  /** The reason to give: a new signature may fail for a worse one. */
  #reactionTo(error: unknown): unknown {
    try {
      const explained = this.deps.vendorClock.explain(error);
      if (explained instanceof CollectorError) this.deps.react(explained, this.question, this.#signature);
      return explained;
    } catch (worse) {
      return worse;
    }
  }
}
