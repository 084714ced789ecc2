import type {BurstLimit} from '../domain/burst-limit.js';
import type {Pace, PaceOptions, Turn} from '../domain/pace.js';
import type {Clock} from '../domain/ports.js';
import {type Grant, grantOf, isGood, LATE_LOOK_MS, LATE_MS, type Moment} from './grant.js';
import {type LaneHold, LaneLostError} from './lane-hold.js';
import type {AskSlot, Slot, SlotMode} from './slot.js';

export interface LanePaceDeps {
  readonly lane: string;
  /** Where the beat is kept. */
  readonly slotKey: string;
  readonly holdOf: (lane: string) => LaneHold | undefined;
  readonly ask: AskSlot;
  /** Of all lanes of this process. */
  readonly burstLimit: BurstLimit;
  readonly clock: Clock;
}

/** A request that leaves later than this after its slot moves the beat. */
const LATE_SENT_MS = 5;
const REDIS_PAUSE_MS = 500;

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
    const {lane, holdOf, burstLimit} = this.deps;
    const hold = holdOf(lane);
    if (!hold) throw new LaneLostError(lane);
    let grant = await this.#look('reserve', hold, signal);
    await this.deps.clock.sleep(grant.atMs.elapsedMs - this.deps.clock.elapsed(), signal);
    const {paceMs} = this.options;
    for (let patienceMs = LATE_MS; ; patienceMs = LATE_LOOK_MS) {
      while (!burstLimit.isOpen) await burstLimit.opens();
      // Redis may have meant a moment as early as this: its answer may have been late.
      const slotMs = grant.atMs.elapsedMs - grant.lookMs;
      if (isGood(grant, this.#now(), {paceMs, patienceMs})) return this.#begin(askedAtMs, slotMs);
      grant = await this.#look('keep', hold, signal);
    }
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
    const keys = {slot: this.deps.slotKey, lock: lock.key};
    return this.deps.ask({keys, token: lock.token, mode, paceMs: this.options.paceMs});
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
    this.deps.burstLimit.pass();
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
