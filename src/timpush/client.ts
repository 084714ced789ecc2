import type {App} from '../domain/app.js';
import type {BurstLimit} from '../domain/burst-limit.js';
import type {ClockLead} from '../domain/clock-lead.js';
import type {CollectorError} from '../domain/errors.js';
import type {PaceOptions, Paces} from '../domain/pace.js';
import type {Clock, Fetched, FetchOptions, Meter, Source, Turn} from '../domain/ports.js';
import type {Question, Report} from '../domain/report.js';
import {traced} from '../domain/traced.js';
import {endOfLocalDay, type Window} from '../domain/window.js';
import {Address, type AddressOptions} from './address.js';
import {type CallDeps, call} from './call.js';
import {isOfOneCommand} from './codes.js';
import {Cooldown} from './cooldown.js';
import {KeyWatch} from './key-watch.js';
import {ownPaces} from './paces.js';
import type {PostDeps} from './post.js';
import {RequestForms} from './request-forms.js';
import {retry} from './retry.js';
import type {UserSig} from './user-sig.js';
import {VendorClock} from './vendor-clock.js';

export interface ClientOptions extends Omit<AddressOptions, 'sdkAppId'>, PaceOptions {
  readonly app: App;
  readonly timeoutMs: number;
  readonly retries: number;
  /** Pause before the first retry; each further one doubles it, up to 30 s, with jitter. Zero in tests. */
  readonly backoffMs: number;
}

export interface ClientDeps extends PostDeps {
  /** Shared by all apps: the work of many calls takes some milliseconds, by which a request may leave late. */
  readonly burstLimit: BurstLimit;
  /** Shared with whoever asks for the app, too; its own unless given. */
  readonly paces?: Paces | undefined;
  readonly cooldown?: Cooldown | undefined;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly userSig: Pick<UserSig, 'current' | 'renew' | 'keyChanged'>;
  readonly meter: Pick<Meter, 'call' | 'retry' | 'paceWait' | 'trace'>;
}

/** One question on its way: the turn of its next call, if it has come, and how many calls there were. */
type Asking = Omit<FetchOptions, 'turn'> & {turn?: Turn | undefined; attempt: number};

/** The API for one app: signed calls at the app's pace, retried where that is worth it. */
export class TimpushClient implements Source {
  readonly #calls: CallDeps;
  readonly #paces: Paces;
  readonly #cooldown: Cooldown;
  readonly #forms = new RequestForms();
  readonly #vendorClock = new VendorClock();
  readonly key: KeyWatch;

  constructor(
    private readonly options: ClientOptions,
    private readonly deps: ClientDeps,
  ) {
    this.#paces = deps.paces ?? ownPaces(options, deps);
    this.#cooldown = deps.cooldown ?? new Cooldown(deps.clock);
    this.key = new KeyWatch(deps.userSig, this.#cooldown, deps.clock);
    this.#calls = {
      ...deps,
      name: options.app.name,
      address: new Address({...options, sdkAppId: options.app.sdkAppId}),
      timeoutMs: options.timeoutMs,
      cooldown: this.#cooldown,
      vendorClock: this.#vendorClock,
      react: (...met) => this.#react(...met),
    };
  }

  turn(asked: Pick<Question, 'name' | 'command'>, signal: AbortSignal): Promise<Turn> {
    this.key.lookAgain();
    this.#cooldown.refuse(asked.command);
    return this.#paces(this.options.app, asked).turn(signal);
  }

  clockLead(): ClockLead {
    return this.#vendorClock.lead();
  }

  fetch(report: Report, window: Window, options: FetchOptions): Promise<Fetched> {
    const {name, command} = report;
    const asking = {...options, attempt: 0};
    return this.#forms.ask(report, (form) =>
      this.#try({name, command, request: {StartTime: window.start, EndTime: window.end, ...form}}, asking),
    );
  }

  ask(question: Question, options: FetchOptions): Promise<Fetched> {
    return this.#try(question, {...options, attempt: 0});
  }

  /** Only a call that has failed needs the machinery of retries, which costs as much as half of all the rest. */
  #try(question: Question, asking: Asking): Promise<Fetched> {
    const {turn, leave: signal = asking.signal} = asking;
    asking.turn = undefined;
    const callInTurn = async () => this.#call(question, await this.turn(question, signal), asking);
    const first = turn ? this.#call(question, turn, asking) : callInTurn();
    return first.catch((error) => retry(error, callInTurn, {...this.options, ...asking, signal}));
  }

  #call(question: Question, turn: Turn, asking: Asking): Promise<Fetched> {
    const attempt = ++asking.attempt;
    const work = {kind: 'call', app: this.options.app.name, report: question.name, attempt} as const;
    return traced(this.deps.meter, work, () => call(this.#calls, question, turn, asking));
  }

  /** What an error changes for the calls to come. */
  #react(error: CollectorError, question: Question, signature: string): void {
    const {userSig, clock} = this.deps;
    // Another call in flight may have met the same error first and mended it.
    const stale = signature !== userSig.current();
    switch (error.recovery) {
      case 'slow-down':
        this.#paces(this.options.app, question).widen();
        break;
      case 'sign-anew':
        if (!stale) userSig.renew();
        break;
      case 'reload-secret':
        if (!stale && !this.key.hasChanged()) this.#cooldown.begin(error);
        break;
      case 'stop-until-tomorrow':
        this.#cooldown.begin(error, endOfLocalDay(clock.now() / 1000, this.options.app.timezone) * 1000 - clock.now());
        break;
      case 'stop':
        (isOfOneCommand(error) ? this.#cooldown.of(question.command) : this.#cooldown).begin(error);
        break;
      case 'rest':
        this.#cooldown.begin(error);
    }
  }
}
