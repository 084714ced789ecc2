import {JITTER_ALLOWANCE} from '../domain/pace.js';
import type {Clock} from '../domain/ports.js';
import type {Slot} from './slot.js';

/** Both clocks: the one that never jumps stands still while a machine is suspended. */
export interface Moment {
  readonly elapsedMs: number;
  readonly wallMs: number;
}

export function momentOf(clock: Pick<Clock, 'now' | 'elapsed'>): Moment {
  return {elapsedMs: clock.elapsed(), wallMs: clock.now()};
}

/** A clock that was set back takes nothing away. */
export function msBetween(from: Moment, to: Moment): number {
  return Math.max(to.elapsedMs - from.elapsedMs, to.wallMs - from.wallMs);
}

/** Leave to call at a moment, as Redis gave it. */
export interface Grant {
  readonly waitMs: number;
  readonly atMs: Moment;
  /** When Redis means it: it may be as much earlier as the look took. */
  readonly slotMs: number;
  readonly lockedUntilMs: Moment;
  readonly lookMs: number;
}

/** A call so late looks again whether the lane is still ours: the process may have been stopped meanwhile. */
export const LATE_MS = 250;
/** The look itself may take longer on a busy machine; what then counts is how long the lock still holds. */
export const LATE_LOOK_MS = 1000;
/** A call leaves only if the lock is known to hold for a pace longer, or for so long. */
const LOCK_MARGIN_MS = 2000;
/** Redis counts in whole milliseconds. */
const ROUNDED_MS = 5;

/** What was asked and answered when; `last`: when the lane's last call left. */
export interface Look {
  readonly asked: Moment;
  readonly answered: Moment;
  readonly last: Moment | undefined;
}

/** The slot counts from the answer, which makes it rather later; the lock from the question, which makes it rather shorter. */
export function grantOf({waitMs, sinceLast, lockedMs}: Slot, {asked, answered, last}: Look): Grant {
  const lookMs = msBetween(asked, answered);
  const atMs = after((sinceLast && last) || answered, waitMs);
  return {
    waitMs,
    atMs,
    slotMs: atMs.elapsedMs - (sinceLast ? 0 : lookMs),
    lockedUntilMs: after(asked, lockedMs),
    lookMs,
  };
}

function after({elapsedMs, wallMs}: Moment, ms: number): Moment {
  return {elapsedMs: elapsedMs + ms, wallMs: wallMs + ms};
}

/** How much later than Redis meant it, at most. */
export function lateMs({atMs, lookMs}: Pick<Grant, 'atMs' | 'lookMs'>, now: Moment): number {
  return Math.max(msBetween(atMs, now), lookMs);
}

/**
 * Whether a call may leave now. One that has waited for more than a pace may not: where Redis was emptied meanwhile, the next holder
 * waits for two.
 */
export function isGood(
  grant: Grant,
  now: Moment,
  {paceMs, patienceMs}: {readonly paceMs: number; readonly patienceMs: number},
): boolean {
  const {waitMs, lockedUntilMs} = grant;
  const locked = -msBetween(lockedUntilMs, now);
  const isRecent = waitMs <= paceMs * JITTER_ALLOWANCE + ROUNDED_MS;
  return isRecent && lateMs(grant, now) <= patienceMs && locked > Math.min(paceMs, LOCK_MARGIN_MS);
}
