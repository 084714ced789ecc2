import {Account} from './account.js';
import {type Fields, refusal, success} from './answer.js';
import type {PushProfile, SimulatedApp} from './app.js';
import {code} from './code.js';
import {commands, type Rules} from './commands.js';
import {type Faults, faultAt, type TransportFault} from './faults.js';
import type {Incident} from './incident.js';
import {type Asked, readBody, readTarget} from './request.js';
import {type LoggedRequest, type OpenRequest, RequestLog} from './request-log.js';
import type {Conditions} from './stream.js';

/** Every default is filled in by the simulator. */
export interface VendorOptions {
  readonly apps: readonly SimulatedApp[];
  readonly seed: number;
  readonly minGapMs: number;
  readonly logLimit: number;
  readonly rules: Rules;
}

/** Clocks and chance. */
export interface VendorDeps {
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly random: () => number;
  readonly monotonicMs: () => number;
}

/** A call whose line has been read and whose body has not. */
export interface Arrival {
  readonly request: OpenRequest;
  readonly account: Account | undefined;
  readonly outcome: number | TransportFault;
}

/** A body, and what happens to it on its way. */
export interface Answer {
  readonly body: string;
  readonly fault: TransportFault | undefined;
}

/** What stands behind the API: accounts, figures, and what is made to go wrong. */
export class Vendor {
  faults: Partial<Faults> = {};
  incidents: readonly Incident[] = [];
  readonly #options: VendorOptions;
  readonly #deps: VendorDeps;
  readonly #accounts: ReadonlyMap<number, Account>;
  readonly #log: RequestLog;

  constructor(options: VendorOptions, deps: VendorDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#accounts = new Map(options.apps.map((app) => [app.sdkAppId, new Account(app, options.minGapMs)]));
    this.#log = new RequestLog(options.logLimit);
  }

  get requests(): readonly LoggedRequest[] {
    return this.#log.requests;
  }

  setApp(sdkAppId: number, changes: Partial<Omit<SimulatedApp, 'sdkAppId'>>): void {
    this.#account(sdkAppId).change(changes);
  }

  profile(sdkAppId: number): PushProfile {
    return this.#account(sdkAppId).profile;
  }

  get conditions(): Conditions {
    return {seed: this.#options.seed, incidents: this.incidents};
  }

  /** Admits a call at its arrival, in the order of arrivals. */
  receive(method: string, requestUrl: string, host?: string): Arrival {
    const atMs = this.#deps.monotonicMs();
    const clockMs = this.#deps.now();
    const target = readTarget(method, requestUrl, (name) => commands.has(name));
    const {sdkAppId, command} = target;
    const asOf = Math.floor(clockMs / 1000);
    const account = sdkAppId === undefined ? undefined : this.#accounts.get(sdkAppId);
    const verdict = target.code || (account?.admit(target, {atMs, now: asOf}) ?? code.unknownSdkAppId);
    const fault = verdict === code.ok ? faultAt(this.faults, this.#deps.random()) : undefined;
    const request = this.#log.open({at: atMs, clockMs, host, sdkAppId, command, asOf});
    return {request, account, outcome: fault ?? verdict};
  }

  /** Completes the log entry, too. */
  answer({request, outcome}: Arrival, text: string): Answer {
    const asked = readBody(text);
    const fault = typeof outcome === 'string' ? outcome : undefined;
    const refused = typeof outcome === 'string' ? code.ok : outcome;
    const told = refused || (asked ? this.#tell(request, asked) : code.badJson);
    const verdict = typeof told === 'number' ? told : code.ok;
    const {start, end, taskIds} = asked ?? {};
    Object.assign(request, {start, end, ...(taskIds && {taskIds}), code: fault ?? verdict});
    return {body: typeof told === 'number' ? refusal(told) : success(told), fault};
  }

  #tell({sdkAppId, command, asOf}: OpenRequest, asked: Asked): Fields | number {
    const view = {profile: this.profile(sdkAppId!), asOf, conditions: this.conditions, rules: this.#options.rules};
    return commands.get(command)!(asked, view);
  }

  #account(sdkAppId: number): Account {
    const account = this.#accounts.get(sdkAppId);
    if (!account) throw new Error(`no simulated app ${sdkAppId}`);
    return account;
  }
}
