import {readFileSync} from 'node:fs';
import {inspect} from 'node:util';

/** Something that must not be seen. It is read when needed, so that a rotated file is picked up, and shows itself nowhere. */
export class Secret {
  readonly #source: () => string;
  #last: string;
  /** A rotated secret is one still: it may be on its way, or come back in an answer. */
  readonly #known = new Set<string>();

  /** `file` or `variable` is where it is read from, if it is one. Throws when there is nothing to read; the message does not hold what was read. */
  constructor(
    source: () => string,
    readonly file?: string,
    readonly variable?: string,
  ) {
    this.#source = source;
    this.#last = usable(source());
    this.#known.add(this.#last);
  }

  static fromFile(path: string): Secret {
    return new Secret(() => readFileSync(path, 'utf8'), path);
  }

  static fromVariable(name: string, env: NodeJS.ProcessEnv): Secret {
    return new Secret(() => env[name] ?? '', undefined, name);
  }

  /** The secret as it is now. While a file is being replaced it may be absent or empty: then what it held before. */
  read(): string {
    try {
      this.#last = usable(this.#source());
      this.#known.add(this.#last);
    } catch {
      // The service the secret is for will say so if it is no longer good.
    }
    return this.#last;
  }

  /** Everything that it was found to be until now. */
  get known(): Iterable<string> {
    return this.#known;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}

function usable(raw: string): string {
  const secret = raw.trim();
  if (!secret) throw new Error('is empty');
  if (/\p{Cc}/u.test(secret)) throw new Error('holds more than one line, or control characters');
  return secret;
}
