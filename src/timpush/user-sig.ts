import tlsSigApi from 'tls-sig-api-v2';
import {CollectorError} from '../domain/errors.js';
import type {Clock} from '../domain/ports.js';
import type {Seconds} from '../domain/window.js';

export interface UserSigOptions {
  readonly sdkAppId: number;
  readonly identifier: string;
  /** Reads the key anew each time: a rotated key is picked up. */
  readonly secretKey: () => string;
  readonly ttl: Seconds;
}

/** The signature of one app: made on demand, kept for half its life so that none expires on the way. */
export class UserSig {
  #key: string | undefined;
  #signature = '';
  #renewAtMs = 0;

  constructor(
    private readonly options: UserSigOptions,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  current(): string {
    if (this.clock.now() >= this.#renewAtMs) this.renew();
    return this.#signature;
  }

  renew(): void {
    const {sdkAppId, identifier, ttl} = this.options;
    this.#key = this.#readKey();
    this.#signature = new tlsSigApi.Api(sdkAppId, this.#key).genSig(identifier, ttl);
    this.#renewAtMs = this.clock.now() + (ttl * 1000) / 2;
  }

  /** Reads the key again; true when it has changed, and then the next signature is made with it. */
  keyChanged(): boolean {
    if (this.#readKey() === this.#key) return false;
    this.renew();
    return true;
  }

  #readKey(): string {
    try {
      return this.options.secretKey();
    } catch (cause) {
      throw new CollectorError(
        'the secret key cannot be read; put it back where the configuration says',
        'stop',
        {},
        {cause},
      );
    }
  }
}
