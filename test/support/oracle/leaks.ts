import {subscribe, unsubscribe} from 'node:diagnostics_channel';
import type {IncomingMessage} from 'node:http';
import type {Workplace} from '../fixtures/workplace.js';

/** Everything that people and machines get to see, gathered to be searched for secrets. */
export class Evidence {
  readonly #texts = new Map<string, string>();

  /** `where` says, in a finding, what the text was. */
  add(where: string, text: string): void {
    this.#texts.set(where, (this.#texts.get(where) ?? '') + text);
  }

  async addFilesOf(workplace: Workplace): Promise<void> {
    for (const [name, text] of await workplace.written()) this.add(`file ${name}`, text);
  }

  /** Where which secret (by its place in the list) shows, as it is or encoded. */
  leaks(secrets: Iterable<string>): string[] {
    return [...secrets].flatMap((secret, index) =>
      [...this.#texts]
        .filter(([, text]) => disguises(secret).some((disguise) => text.includes(disguise)))
        .map(([where]) => `secret ${index} in ${where}`),
    );
  }
}

function disguises(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // Base64 of a secret inside a longer text (`user:password`) depends on where it begins; a whole number of triples in the middle does not.
  const base64 = [0, 1, 2].map((skip) =>
    bytes.subarray(skip, skip + 3 * Math.floor((bytes.length - skip) / 3)).toString('base64'),
  );
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), bytes.toString('hex'), ...base64];
}

/** The UserSigs of every call that a server of this process gets. */
export function watchUserSigs(): {readonly seen: ReadonlySet<string>; stop(): void} {
  const channel = 'http.server.request.start';
  const seen = new Set<string>();
  const note = (message: unknown) => {
    const {url} = (message as {request: IncomingMessage}).request;
    const userSig = new URL(url!, 'http://server').searchParams.get('usersig');
    if (userSig) seen.add(userSig);
  };
  subscribe(channel, note);
  return {seen, stop: () => void unsubscribe(channel, note)};
}
