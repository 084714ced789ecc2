export interface AddressOptions {
  /** Where `/v4/…` is; may hold a path, for a gateway in between. */
  readonly baseUrl: string;
  readonly sdkAppId: number;
  readonly identifier: string;
}

/** Where the calls of one app go. The signature stands in the path, so no path is ever shown. */
export class Address {
  readonly origin: string;
  readonly #prefix: string;
  readonly #account: string;

  constructor({baseUrl, sdkAppId, identifier}: AddressOptions) {
    const {origin, pathname} = new URL(baseUrl);
    this.origin = origin;
    this.#prefix = `${pathname.replace(/\/$/, '')}/v4/timpush/`;
    this.#account = `?sdkappid=${sdkAppId}&identifier=${encodeURIComponent(identifier)}`;
  }

  /** `chance` lies in [0, 1). */
  path(command: string, signature: string, chance: number): string {
    const random = Math.floor(chance * 2 ** 32);
    return `${this.#prefix}${command}${this.#account}&usersig=${signature}&random=${random}&contenttype=json`;
  }
}
