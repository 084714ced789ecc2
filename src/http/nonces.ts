import {createHmac, randomBytes} from 'node:crypto';
import type {Clock} from '../domain/ports.js';
import {isSame, newNonce} from './proof.js';

const GOOD_FOR_MS = 30_000;

/** Nonces that need not be remembered: each says when it was made, under a seal of this process. */
export class Nonces {
  readonly #seal = randomBytes(32);

  constructor(private readonly clock: Pick<Clock, 'elapsed'>) {}

  make(): string {
    const made = `${Math.floor(this.clock.elapsed())}.${newNonce()}`;
    return `${made}.${this.#sealOf(made)}`;
  }

  isFresh(nonce: string): boolean {
    const [at = '', random = '', seal = ''] = nonce.split('.');
    return isSame(seal, this.#sealOf(`${at}.${random}`)) && this.clock.elapsed() - Number(at) <= GOOD_FOR_MS;
  }

  #sealOf(made: string): string {
    return createHmac('sha256', this.#seal).update(made).digest('base64url').slice(0, 22);
  }
}
