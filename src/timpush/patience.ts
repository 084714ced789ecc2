import type {Recovery} from '../domain/errors.js';

/** How often one fetch is tried again, by what its errors ask for. */
export class Patience {
  #retriesLeft: number;
  #signedAnew = false;

  constructor(retries: number) {
    this.#retriesLeft = retries;
  }

  /** Whether one more call is worth it. "Too often" is a delay and uses nothing up. */
  allows(recovery: Recovery): boolean {
    switch (recovery) {
      case 'slow-down':
        return true;
      case 'retry':
        return this.#retriesLeft-- > 0;
      // With a key that has not changed, the app rests by now and no further call leaves.
      case 'reload-secret':
      case 'sign-anew':
        if (this.#signedAnew) return false;
        this.#signedAnew = true;
        return true;
      default:
        return false;
    }
  }
}
