import {DEFAULT_IDENTIFIER, type PushProfile, pushProfile, type SimulatedApp} from './app.js';
import {code} from './code.js';
import {Gate} from './gate.js';
import type {Target} from './request.js';
import {verifyUserSig} from './user-sig.js';

/** When a call arrived: on the monotonic clock, and in Unix seconds. */
export interface Arrived {
  readonly atMs: number;
  readonly now: number;
}

/** One app as the vendor keeps it: its administrator, its limits and its counts. */
export class Account {
  #app: SimulatedApp;
  #profile: PushProfile;
  readonly #gate: Gate;

  constructor(app: SimulatedApp, minGapMs: number) {
    this.#app = app;
    this.#profile = pushProfile(app);
    this.#gate = new Gate(minGapMs);
  }

  get profile(): PushProfile {
    return this.#profile;
  }

  change(changes: Partial<Omit<SimulatedApp, 'sdkAppId'>>): void {
    this.#app = {...this.#app, ...changes};
    this.#profile = pushProfile(this.#app);
  }

  /** The verdict on a call before anybody reads its body; 0 lets it in. */
  admit({command, identifier, userSig}: Target, {atMs, now}: Arrived): number {
    if (this.#gate.isShut(atMs)) return code.sigThrottled;
    const signature = verifyUserSig(userSig, {...this.#app, identifier, now});
    this.#gate.noteVerdict(signature, atMs);
    if (signature !== code.ok) return signature;
    const tooSoon = this.#gate.isTooSoon(command, atMs);
    if (identifier !== (this.#app.identifier ?? DEFAULT_IDENTIFIER)) return code.notAdministrator;
    return this.#app.errorCode || (tooSoon ? code.tooOften : code.ok);
  }
}
