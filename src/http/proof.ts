import {createHmac, randomBytes, scrypt, timingSafeEqual} from 'node:crypto';
import {promisify} from 'node:util';

/**
 * How a command and the collector that it asks show each other that they know the password, which neither of them sends: another program may
 * have taken the port. The server's refusal holds a nonce. The command answers with a proof over it, a nonce of its own and what it asks;
 * the server's answer carries one over both nonces and the body.
 */
export const NONCE = 'x-timpush-nonce';
export const PROOF = 'x-timpush-proof';

/** Slow on purpose: whoever has seen a proof can try words against it. The salt need not differ: there is one password. */
export async function keyOf(password: string): Promise<Buffer> {
  return (await promisify(scrypt)(password, 'timpush-collector', 32)) as Buffer;
}

export function newNonce(): string {
  return randomBytes(16).toString('base64url');
}

export interface Question {
  readonly server: string;
  readonly client: string;
  /** The path with its query; before it, unless it is GET, the method. */
  readonly path: string;
}

/** What the command sends. */
export function questionProof(key: Buffer, {server, client, path}: Question): string {
  return [server, client, mac(key, ['question', server, client, path])].join(' ');
}

/** What the collector sends with its answer. */
export function answerProof(key: Buffer, {server, client, path}: Question, body: string): string {
  return mac(key, ['answer', server, client, path, body]);
}

/** The nonces of a proof, if it is one. */
export function readProof(text: string, path: string): Question | undefined {
  const [, server, client] = /^([\w.-]{1,100}) ([\w-]{22}) [\w-]{43}$/.exec(text) ?? [];
  return server && client ? {server, client, path} : undefined;
}

/** Compares digests, whose length and beginning tell nothing. */
export function isSame(one: string, other: string): boolean {
  const key = randomBytes(32);
  return timingSafeEqual(
    createHmac('sha256', key).update(one).digest(),
    createHmac('sha256', key).update(other).digest(),
  );
}

function mac(key: Buffer, parts: readonly string[]): string {
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
}
