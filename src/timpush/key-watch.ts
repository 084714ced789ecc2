import type {Clock} from '../domain/ports.js';
import type {UserSig} from './user-sig.js';

const EVERY_MS = 1000;

/** Looks whether the operator has put another key in its place. */
export class KeyWatch {
  #readAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly userSig: Pick<UserSig, 'keyChanged'>,
    private readonly clock: Pick<Clock, 'elapsed'>,
  ) {}

  /** Reads the key again; true when it has changed, and then the next signature is made with it. */
  hasChanged(): boolean {
    this.#readAtMs = this.clock.elapsed();
    return this.userSig.keyChanged();
  }

  /** The same at most once a second, in between false: while an app rests, every turn of it may ask. */
  hasChangedSince(): boolean {
    return this.clock.elapsed() >= this.#readAtMs + EVERY_MS && this.hasChanged();
  }
}
