import type {App} from '../domain/app.js';
import {CollectorError} from '../domain/errors.js';
import type {Hold, RunSignals} from '../domain/executor.js';
import type {Moment} from './grant.js';

/** Its reason is no fault: somebody else has the lane. */
export class LaneLostError extends CollectorError {
  constructor(lane: string) {
    super(`the lane ${lane} is held by another collector by now`, 'stop-report');
  }
}

export interface Lock {
  /** Of the engine's job. */
  readonly id: string;
  readonly key: string;
  readonly token: string;
}

/** A lane that this process holds, for one turn. */
export class LaneHold implements Hold {
  readonly #handover = new AbortController();
  readonly #leave = new AbortController();
  readonly #cancel = new AbortController();
  lost = false;
  /** The lock was ours then, and was to hold for so long. */
  seen: {readonly at: Moment; readonly lockedMs: number} | undefined;

  constructor(
    readonly lane: string,
    readonly lock: Lock,
  ) {}

  get id(): string {
    return this.lock.id;
  }

  get signals(): RunSignals {
    const {signal: handover} = this.#handover;
    return {handover, leave: this.#leave.signal, cancel: this.#cancel.signal, hold: this};
  }

  /** The turn is over; what is in flight is finished. */
  handOver(): void {
    this.#handover.abort();
  }

  /** The same, and the pace is not waited for. */
  leave(): void {
    this.#handover.abort();
    this.#leave.abort(new Error('the collector is stopping'));
  }

  cancel(reason: Error): void {
    this.#handover.abort();
    this.#leave.abort(reason);
    this.#cancel.abort(reason);
  }

  lose(): void {
    this.lost = true;
    this.cancel(new LaneLostError(this.lane));
  }
}

export function laneOf(app: Pick<App, 'name'>, report: {readonly name: string}): string {
  return `${app.name} ${report.name}`;
}

/** `ids`: of the engine's jobs. */
export function loseAll(holds: Iterable<LaneHold>, ids: readonly string[]): void {
  for (const hold of holds) if (ids.includes(hold.id)) hold.lose();
}
