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
  const made = new Call(deps, question, turn, attempt.signal);
  // By a promise: a connection calls back in the name of whoever opened it, and traces would not know whose answer it is.
  return made.begin(attempt).then(
    () => made.read(),
    (error) => made.fail(error),
  );
}

/** Thousands wait for their answers at a time: what is not needed then is not kept here, as an `async` function would. */
class Call implements Posting {
  /** Empty: no call has left. */
  #signature = '';
  #askedAtMs = 0;
  #text = '';
  #date: string | undefined;
  #settle: {readonly resolve: () => void; readonly reject: (reason: unknown) => void} | undefined;

  constructor(
    private readonly deps: CallDeps,
    private readonly question: Question,
    private readonly turn: Turn,
    readonly signal: AbortSignal,
  ) {}

  get origin(): string {
    return this.deps.address.origin;
  }

  get timeoutMs(): number {
    return this.deps.timeoutMs;
  }

  begin({attempt, onCall}: Attempt): Promise<void> {
    const {name, address, cooldown, userSig, clock, random, meter} = this.deps;
    const {name: report, command, request} = this.question;
    return new Promise((resolve, reject) => {
      this.#settle = {resolve, reject};
      // While this one waited, another call may have met an error that stops them all, or signed anew.
      cooldown.refuse(command);
      this.#signature = userSig.current();
      this.#askedAtMs = clock.now();
      meter.paceWait(name, report, this.turn.waitedMs);
      if (attempt > 1) meter.retry(name, report);
      onCall?.(attempt);
      post(this.deps, this, {path: address.path(command, this.#signature, random()), body: JSON.stringify(request)});
    });
  }

  onSent(): void {
    this.turn.sent();
  }

  onAnswer(text: string, date: string | undefined): void {
    this.#text = text;
    this.#date = date;
    this.#settle!.resolve();
  }

  onFailure(reason: unknown): void {
    this.#settle!.reject(reason);
  }

  read(): Fetched {
    const {name, vendorClock, clock, meter} = this.deps;
    try {
      vendorClock.observe(this.#date, this.#askedAtMs, clock.now());
      const body = verdictOf(this.#text);
      // This object has grown old by now, and would keep it until the next full collection of garbage.
      this.#text = '';
      meter.call(name, this.question.name, 'ok');
      const clockLead = vendorClock.lead();
      this.turn.end();
      return {body, fetchedAt: withoutLead(Math.floor(this.#askedAtMs / 1000), clockLead), clockLead};
    } catch (error) {
      return this.fail(error);
    }
  }

  fail(error: unknown): never {
    const {name, vendorClock, meter, react} = this.deps;
    try {
      if (!this.#signature) throw error;
      meter.call(name, this.question.name, error instanceof ApiError ? String(error.code) : 'transport');
      const explained = vendorClock.explain(error);
      if (explained instanceof CollectorError) react(explained, this.question, this.#signature);
      throw explained;
    } finally {
      this.turn.end();
    }
  }
}
