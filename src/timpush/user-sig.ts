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
  #signedAtMs = 0;
  #renewAtElapsedMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly options: UserSigOptions,
    private readonly clock: Pick<Clock, 'now' | 'elapsed'>,
  ) {}

  current(): string {
    if (this.#isOld()) this.renew();
    return this.#signature;
  }

  renew(): void {
    const {sdkAppId, identifier, ttl} = this.options;
    this.#key = this.#readKey();
    this.#signature = new tlsSigApi.Api(sdkAppId, this.#key).genSig(identifier, ttl);
    this.#signedAtMs = this.clock.now();
    this.#renewAtElapsedMs = this.clock.elapsed() + (ttl * 1000) / 2;
  }

  /** Reads the key again; true when it has changed, and then the next signature is made with it. */
  keyChanged(): boolean {
    if (this.#readKey() === this.#key) return false;
    this.renew();
    return true;
  }

  /** Time has passed, or a clock that was set (or a machine that slept) has moved the signature's own time out of its life. */
  #isOld(): boolean {
    const ageMs = this.clock.now() - this.#signedAtMs;
    const young = ageMs >= 0 && ageMs < (this.options.ttl * 1000) / 2;
    return !young || this.clock.elapsed() >= this.#renewAtElapsedMs;
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
