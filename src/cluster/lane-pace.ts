import type {BurstLimit} from '../domain/burst-limit.js';
import {Condition} from '../domain/condition.js';
import type {Pace, PaceOptions, Turn} from '../domain/pace.js';
import type {Clock} from '../domain/ports.js';
import {type Grant, grantOf, isGood, LATE_LOOK_MS, LATE_MS, lateMs, type Moment, momentOf} from './grant.js';
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
  readonly #ended = new Condition();
  /** The call before has left: only then is the beat known. */
  #before: Promise<unknown> = Promise.resolve();
  /** Turns that have been asked for and not come: the first of them tells Redis when the call before has left. */
  #waiting = 0;
  #last: Moment | undefined;
  /** The last call left late, and Redis does not know. */
  #isUntold = false;

  constructor(
    private readonly options: PaceOptions,
    private readonly deps: LanePaceDeps,
  ) {}

  turn(signal: AbortSignal): Promise<Turn> {
    const askedAtMs = this.deps.clock.elapsed();
    if (this.#waiting++ === 0) this.deps.burstLimit.enter();
    const next = this.#before.then(() => this.#next(signal, askedAtMs));
    this.#before = next.then(
      ({left}) => {
        this.#waitsNoMore();
        return left;
      },
      () => {
        this.#waitsNoMore();
        this.#tellLate();
      },
    );
    return next.then(({turn}) => turn);
  }

  widen(): void {
    this.#tell('widen');
  }

  #waitsNoMore(): void {
    if (--this.#waiting === 0) this.deps.burstLimit.leave();
  }

  async #next(signal: AbortSignal, askedAtMs: number): Promise<{turn: Turn; left: Promise<void>}> {
    while (this.#inFlight >= this.options.maxInFlight) {
      signal.throwIfAborted();
      await this.#ended.wait(signal);
    }
    const {lane, holdOf, burstLimit, clock} = this.deps;
    const hold = holdOf(lane);
    if (!hold) throw new LaneLostError(lane);
    const {paceMs} = this.options;
    let grant = await this.#look('reserve', hold, signal, this.#last?.elapsedMs);
    for (let patienceMs = LATE_MS; ; patienceMs = grant.waitMs > 0 ? LATE_MS : LATE_LOOK_MS) {
      await clock.sleep(grant.atMs.elapsedMs - clock.elapsed(), signal);
      while (!burstLimit.isOpen) await burstLimit.opens();
      if (isGood(grant, this.#now(), {paceMs, patienceMs})) return this.#begin(askedAtMs, grant);
      grant = await this.#look('confirm', hold, signal, clock.elapsed() - lateMs(grant, this.#now()));
    }
  }

  /** While Redis is away nobody calls. */
  async #look(mode: SlotMode, hold: LaneHold, signal: AbortSignal, leftMs?: number): Promise<Grant> {
    for (;;) {
      signal.throwIfAborted();
      const asked = this.#now();
      const last = this.#last;
      try {
        const slot = await this.#ask(mode, hold, leftMs);
        if (slot) {
          hold.seen = {at: asked, lockedMs: slot.lockedMs};
          return grantOf(slot, {asked, answered: this.#now(), last});
        }
        hold.lose();
        throw new LaneLostError(hold.lane);
      } catch (error) {
        if (error instanceof LaneLostError) throw error;
        await this.deps.clock.sleep(REDIS_PAUSE_MS, signal);
      }
    }
  }

  #ask(mode: SlotMode, {lock}: LaneHold, leftMs: number | undefined): Promise<Slot | undefined> {
    this.#isUntold = false;
    const keys = {slot: this.deps.slotKey, lock: lock.key};
    return this.deps.ask({keys, token: lock.token, mode, paceMs: this.options.paceMs, leftMs});
  }

  #tellLate(): void {
    if (this.#isUntold) this.#tell('tell', this.#last?.elapsedMs);
  }

  /** What nobody waits for. */
  #tell(mode: SlotMode, leftMs = this.deps.clock.elapsed()): void {
    const hold = this.deps.holdOf(this.deps.lane);
    if (hold) void this.#ask(mode, hold, leftMs).catch(() => undefined);
  }

  #begin(askedAtMs: number, {slotMs}: Grant): {turn: Turn; left: Promise<void>} {
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
        this.#last = this.#now();
        this.#isUntold = this.#last.elapsedMs - slotMs > LATE_SENT_MS;
        if (this.#waiting === 0 || this.#inFlight >= this.options.maxInFlight) this.#tellLate();
        hasLeft();
      },
      end: () => {
        hasLeft();
        this.#inFlight -= 1;
        this.#ended.notify();
      },
    };
    return {turn, left};
  }

  #now(): Moment {
    return momentOf(this.deps.clock);
  }
}
