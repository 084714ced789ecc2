import type {FastifyReply, FastifyRequest} from 'fastify';
import type {Clock, Log} from '../domain/ports.js';
import {Guesses} from './guesses.js';
import {Nonces} from './nonces.js';
import {answerProof, isSame, keyOf, NONCE, PROOF, type Question, questionProof, readProof} from './proof.js';

export interface PasswordDeps {
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly log: Log;
}

/** Lets in who knows the password: as a browser sends it, with any user name, or by a proof. */
export class Password {
  readonly #guesses: Guesses;
  readonly #nonces: Nonces;
  readonly #proven = new WeakMap<FastifyRequest, {readonly key: Buffer; readonly question: Question}>();
  #key: {readonly password: string; readonly made: Promise<Buffer>} | undefined;

  constructor(
    private readonly read: () => string,
    private readonly deps: PasswordDeps,
  ) {
    this.#guesses = new Guesses(deps.clock);
    this.#nonces = new Nonces(deps.clock);
  }

  /** Sends a refusal to whoever does not know it. */
  async ask(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const {authorization} = request.headers;
    const proof = request.headers[PROOF];
    if (authorization === undefined && proof === undefined) return this.#refuse(reply);
    const password = this.read();
    const key = proof === undefined ? undefined : await this.#keyOf(password);
    // Nothing else may come in between from here on: of many guesses at once each has to be counted.
    const waitMs = this.#guesses.waitMs(request.ip);
    if (waitMs > 0) return tooMany(reply, waitMs);
    if (key ? this.#isProven(String(proof), key, request) : isBasic(authorization, password)) return undefined;
    this.#guesses.wrong(request.ip);
    this.deps.log.warn({address: request.ip}, 'wrong password');
    return this.#refuse(reply);
  }

  /** Shows with the answer that it comes from here, to who has come in by a proof. */
  sign(request: FastifyRequest, reply: FastifyReply, body: unknown): void {
    const proven = this.#proven.get(request);
    if (proven) reply.header(PROOF, answerProof(proven.key, proven.question, String(body ?? '')));
  }

  #isProven(proof: string, key: Buffer, request: FastifyRequest): boolean {
    const question = readProof(proof, askedBy(request));
    if (!question || !isSame(proof, questionProof(key, question)) || !this.#nonces.isFresh(question.server))
      return false;
    this.#proven.set(request, {key, question});
    return true;
  }

  /** Made once: it takes a while. */
  #keyOf(password: string): Promise<Buffer> {
    if (this.#key?.password !== password) this.#key = {password, made: keyOf(password)};
    return this.#key.made;
  }

  #refuse(reply: FastifyReply): FastifyReply {
    return reply
      .code(401)
      .headers({
        'www-authenticate': 'Basic realm="timpush-collector", charset="UTF-8"',
        [NONCE]: this.#nonces.make(),
      })
      .send({error: 'the password is missing or wrong'});
  }
}

/** What a proof is about, all of it but a proxy's own path: one for a request that does something has no body. */
function askedBy({method, url, headers}: FastifyRequest): string {
  if (method === 'GET') return url;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return hasBody ? 'a body' : `${method} ${url}`;
}

function tooMany(reply: FastifyReply, waitMs: number): FastifyReply {
  return reply
    .code(429)
    .header('retry-after', Math.ceil(waitMs / 1000))
    .send({error: 'too many wrong passwords came from this address: wait a moment'});
}

function isBasic(authorization: string | undefined, password: string): boolean {
  const [, encoded = ''] = /^Basic +([\w+/=-]+)$/i.exec(authorization ?? '') ?? [];
  const [, given] = /^[^:]*:(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  return given !== undefined && isSame(given, password);
}
