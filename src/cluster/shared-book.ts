import type {Redis} from 'ioredis';
import {
  type BackfillBook,
  type BookedBackfill,
  type BookedPiece,
  type PieceName,
  pieceKey,
} from '../domain/backfill-book.js';
import type {Span} from '../domain/window.js';

/** Fields beside those of the pieces, whose names hold spaces. */
const SPAN = 'span';
const STOP = 'stop';
const VERSION = 'version';
/** Of a backfill that nobody looks at any more. */
const KEPT_S = 7 * 86_400;
const AT_ONCE = 1000;

/** A backfill of all machines. Each knows it as of its last look. */
export class SharedBook implements BackfillBook {
  #current: BookedBackfill | undefined;
  #version: string | null = null;
  #stop = new AbortController();

  constructor(
    private readonly redis: Redis,
    private readonly key: string,
  ) {}

  get current(): BookedBackfill | undefined {
    return this.#current;
  }

  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  async open(backfill: BookedBackfill): Promise<void> {
    const pieces = backfill.pieces.map((piece) => [pieceKey(piece), JSON.stringify(piece)]);
    const fields = [[SPAN, JSON.stringify(backfill.span)], ...pieces].flat();
    await this.redis.del(this.key);
    for (let next = 0; next < fields.length; next += AT_ONCE)
      await this.redis.hset(this.key, ...fields.slice(next, next + AT_ONCE));
    await this.#changed();
    await this.look();
  }

  async piece(of: PieceName): Promise<BookedPiece | undefined> {
    const [text, stop] = await this.redis.hmget(this.key, pieceKey(of), STOP);
    this.#hearStop(stop != null);
    return text == null ? undefined : JSON.parse(text);
  }

  async note(piece: BookedPiece): Promise<void> {
    await this.redis.hset(this.key, pieceKey(piece), JSON.stringify(piece));
    await this.#changed();
  }

  async stop(): Promise<void> {
    await this.redis.hset(this.key, STOP, '1');
    await this.look();
    for (const piece of this.#current?.pieces ?? [])
      if (piece.state === 'waiting') await this.note({...piece, state: 'stopped'});
    await this.look();
  }

  /** What others have changed. Where Redis has forgotten it, it is told anew. */
  async look(): Promise<void> {
    const [version, stop] = await this.redis.hmget(this.key, VERSION, STOP);
    this.#hearStop(stop != null);
    if (version === this.#version) return;
    if (version == null && this.#current && !this.#stop.signal.aborted) return this.open(this.#current);
    this.#version = version ?? null;
    this.#current = read(await this.redis.hgetall(this.key));
  }

  async #changed(): Promise<void> {
    await this.redis.hincrby(this.key, VERSION, 1);
    await this.redis.expire(this.key, KEPT_S);
  }

  #hearStop(stopped: boolean): void {
    if (stopped) this.#stop.abort();
    else if (this.#stop.signal.aborted) this.#stop = new AbortController();
  }
}

function read({[SPAN]: span, [STOP]: _stop, [VERSION]: _version, ...pieces}: Record<string, string>) {
  if (span === undefined) return undefined;
  return {span: JSON.parse(span) as Span, pieces: Object.values(pieces).map((text) => JSON.parse(text) as BookedPiece)};
}
