import type {Clock} from '../domain/ports.js';
import type {Cooldown} from './cooldown.js';
import type {UserSig} from './user-sig.js';

const EVERY_MS = 1000;

/** Looks whether the operator has put another key in its place. */
export class KeyWatch {
  #readAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly userSig: Pick<UserSig, 'keyChanged'>,
    private readonly cooldown: Cooldown,
    private readonly clock: Pick<Clock, 'elapsed'>,
  ) {}

  /** Reads the key again; true when it has changed: then the next signature is made with it, and a rest for its sake is over. */
  hasChanged(): boolean {
    this.#readAtMs = this.clock.elapsed();
    const changed = this.userSig.keyChanged();
    if (changed && this.#isAwaited()) this.cooldown.end();
    return changed;
  }

  /** The same at most once a second, and only while the app rests for the sake of its key: every turn may ask. */
  lookAgain(): void {
    if (this.#isAwaited() && this.clock.elapsed() >= this.#readAtMs + EVERY_MS) this.hasChanged();
  }

  #isAwaited(): boolean {
    return this.cooldown.reason()?.recovery === 'reload-secret';
  }
}
