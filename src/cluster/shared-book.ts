import type {Redis} from 'ioredis';
import {
  type BackfillBook,
  type BookedBackfill,
  type BookedPiece,
  OPEN_STATES,
  type PieceName,
  pieceKey,
} from '../domain/backfill-book.js';
import type {Clock} from '../domain/ports.js';
import type {Span} from '../domain/window.js';

/** Fields beside those of the pieces, whose names hold spaces. */
const SPAN = 'span';
const STOP = 'stop';
const VERSION = 'version';
/** Of a backfill that nobody looks at any more. */
const KEPT_S = 7 * 86_400;

/**
 * In one step: whoever looked in between would take it for forgotten, and tell the backfill before anew. What is told anew replaces
 * neither what somebody has told nor what has been noted since.
 */
const OPEN_SCRIPT = `
local anew = ARGV[1] == 'if-forgotten'
if anew and redis.call('HEXISTS', KEYS[1], '${SPAN}') == 1 then return 0 end
if not anew then
  for _, piece in ipairs(redis.call('HVALS', KEYS[1])) do
    if ${OPEN_STATES.map((state) => `piece:find('"state":"${state}"', 1, true)`).join(' or ')} then return 0 end
  end
  redis.call('DEL', KEYS[1])
end
for i = 2, #ARGV, 2 do redis.call(anew and 'HSETNX' or 'HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('EXPIRE', KEYS[1], ${KEPT_S})
return 1
`;

/** Its name in ioredis. */
const OPEN = 'timpushOpenBackfill';

interface BookCommands extends Redis {
  [OPEN](keys: number, ...keysAndArguments: string[]): Promise<number>;
}

/** A backfill of all machines. Each knows it as of its last look. */
export class SharedBook implements BackfillBook {
  #current: BookedBackfill | undefined;
  #version: string | null = null;
  #stop = new AbortController();

  constructor(
    private readonly redis: Redis,
    private readonly key: string,
    private readonly clock: Pick<Clock, 'now'>,
  ) {
    redis.defineCommand(OPEN, {lua: OPEN_SCRIPT});
  }

  get current(): BookedBackfill | undefined {
    return this.#current;
  }

  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  async open(backfill: BookedBackfill): Promise<boolean> {
    const opened = await this.#open(backfill, 'if-none-is-at-work');
    await this.look();
    return opened;
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
    const [version, stop, span] = await this.redis.hmget(this.key, VERSION, STOP, SPAN);
    this.#hearStop(stop != null);
    const forgotten = span == null && !this.#stop.signal.aborted ? this.#current : undefined;
    if (version === this.#version && !forgotten) return;
    if (forgotten) await this.#open(forgotten, 'if-forgotten');
    const fields = await this.redis.hgetall(this.key);
    this.#version = fields[VERSION] ?? null;
    this.#current = read(fields);
  }

  /** Each backfill has versions of its own: nobody takes it for the one before, of which there were as many. */
  async #open({span, pieces}: BookedBackfill, mode: 'if-none-is-at-work' | 'if-forgotten'): Promise<boolean> {
    const version = String(Math.floor(this.clock.now()));
    const fields = [
      [SPAN, JSON.stringify(span)],
      [VERSION, version],
      ...pieces.map((piece) => [pieceKey(piece), JSON.stringify(piece)]),
    ];
    return (await (this.redis as BookCommands)[OPEN](1, this.key, mode, ...fields.flat())) === 1;
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
