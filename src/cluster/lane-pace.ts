import type {Pace, PaceOptions, Turn} from '../domain/pace.js';
import type {Clock} from '../domain/ports.js';
import {type LaneHold, LaneLostError} from './lane-hold.js';
import type {AskSlot, Slot, SlotMode} from './slot.js';

export interface LanePaceDeps {
  readonly lane: string;
  /** Where the beat is kept. */
  readonly slotKey: string;
  readonly holdOf: (lane: string) => LaneHold | undefined;
  readonly ask: AskSlot;
  readonly clock: Clock;
}

/** A call so late looks again whether the lane is still ours: the process may have been stopped meanwhile. */
const LATE_MS = 250;
/** The look itself may take longer on a busy machine; what then counts is how long the lock still holds. */
const LATE_LOOK_MS = 1000;
/** A call leaves only if the lock is known to hold for a pace longer, or for so long. */
const LOCK_MARGIN_MS = 2000;
/** A request that leaves later than this after its slot moves the beat. */
const LATE_SENT_MS = 5;
const REDIS_PAUSE_MS = 500;

/** Both clocks: the one that never jumps stands still while a machine is suspended. */
interface Moment {
  readonly elapsedMs: number;
  readonly wallMs: number;
}

interface Grant {
  readonly atMs: Moment;
  readonly lockedUntilMs: Moment;
  readonly lookMs: number;
}

/** The beat of a lane whose holder may be any machine: kept in Redis, and reserved call by call. */
export class LanePace implements Pace {
  #inFlight = 0;
  #ended = () => {};
  /** The call before has left: only then is the beat known. */
  #before: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly options: PaceOptions,
    private readonly deps: LanePaceDeps,
  ) {}

  turn(signal: AbortSignal): Promise<Turn> {
    const askedAtMs = this.deps.clock.elapsed();
    const next = this.#before.then(() => this.#next(signal, askedAtMs));
    this.#before = next.then(
      ({left}) => left,
      () => {},
    );
    return next.then(({turn}) => turn);
  }

  widen(): void {
    this.#tell('widen');
  }

  async #next(signal: AbortSignal, askedAtMs: number): Promise<{turn: Turn; left: Promise<void>}> {
    while (this.#inFlight >= this.options.maxInFlight) await this.#oneEnds(signal);
    const hold = this.deps.holdOf(this.deps.lane);
    if (!hold) throw new LaneLostError(this.deps.lane);
    const reserved = await this.#look('reserve', hold, signal);
    await this.deps.clock.sleep(reserved.atMs.elapsedMs - this.deps.clock.elapsed(), signal);
    let {atMs} = reserved;
    for (let grant = reserved, patience = LATE_MS; !this.#isGood(grant, patience); patience = LATE_LOOK_MS) {
      grant = await this.#look('keep', hold, signal);
      atMs = grant.atMs;
    }
    return this.#begin(askedAtMs, atMs.elapsedMs);
  }

  #isGood({atMs, lockedUntilMs, lookMs}: Grant, patienceMs: number): boolean {
    const {elapsedMs, wallMs} = this.#now();
    const late = Math.max(elapsedMs - atMs.elapsedMs, wallMs - atMs.wallMs, lookMs);
    const locked = Math.min(lockedUntilMs.elapsedMs - elapsedMs, lockedUntilMs.wallMs - wallMs);
    return late <= patienceMs && locked > Math.min(this.options.paceMs, LOCK_MARGIN_MS);
  }

  /** While Redis is away nobody calls. */
  async #look(mode: SlotMode, hold: LaneHold, signal: AbortSignal): Promise<Grant> {
    for (;;) {
      signal.throwIfAborted();
      const asked = this.#now();
      try {
        const slot = await this.#ask(mode, hold);
        if (slot) return grantOf(slot, asked, this.#now());
        hold.lose();
        throw new LaneLostError(hold.lane);
      } catch (error) {
        if (error instanceof LaneLostError) throw error;
        await this.deps.clock.sleep(REDIS_PAUSE_MS, signal);
      }
    }
  }

  #ask(mode: SlotMode, {lock}: LaneHold): Promise<Slot | undefined> {
    return this.deps.ask({slot: this.deps.slotKey, lock: lock.key}, lock.token, mode, this.options.paceMs);
  }

  /** What nobody waits for. */
  #tell(mode: SlotMode): void {
    const hold = this.deps.holdOf(this.deps.lane);
    if (hold) void this.#ask(mode, hold).catch(() => undefined);
  }

  #begin(askedAtMs: number, slotMs: number): {turn: Turn; left: Promise<void>} {
    const {clock} = this.deps;
    let hasLeft = () => {};
    const left = new Promise<void>((resolve) => {
      hasLeft = resolve;
    });
    this.#inFlight += 1;
    const turn = {
      waitedMs: clock.elapsed() - askedAtMs,
      sent: () => {
        if (clock.elapsed() - slotMs > LATE_SENT_MS) this.#tell('keep');
        hasLeft();
      },
      end: () => {
        hasLeft();
        this.#inFlight -= 1;
        this.#ended();
      },
    };
    return {turn, left};
  }

  async #oneEnds(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const settle = () => {
        signal.removeEventListener('abort', settle);
        this.#ended = () => {};
        if (signal.aborted) reject(signal.reason);
        else resolve();
      };
      this.#ended = settle;
      signal.addEventListener('abort', settle, {once: true});
    });
  }

  #now(): Moment {
    return {elapsedMs: this.deps.clock.elapsed(), wallMs: this.deps.clock.now()};
  }
}

/** The slot counts from the answer, which makes it rather later; the lock from the question, which makes it rather shorter. */
function grantOf({waitMs, lockedMs}: Slot, asked: Moment, answered: Moment): Grant {
  return {
    atMs: {elapsedMs: answered.elapsedMs + waitMs, wallMs: answered.wallMs + waitMs},
    lockedUntilMs: {elapsedMs: asked.elapsedMs + lockedMs, wallMs: asked.wallMs + lockedMs},
    lookMs: Math.max(answered.elapsedMs - asked.elapsedMs, answered.wallMs - asked.wallMs),
  };
}
