import {JITTER_ALLOWANCE} from '../domain/pace.js';
import type {Slot} from './slot.js';

/** Both clocks: the one that never jumps stands still while a machine is suspended. */
export interface Moment {
  readonly elapsedMs: number;
  readonly wallMs: number;
}

/** Leave to call at a moment, as Redis gave it. */
export interface Grant {
  readonly waitMs: number;
  readonly atMs: Moment;
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

/** The slot counts from the answer, which makes it rather later; the lock from the question, which makes it rather shorter. */
export function grantOf({waitMs, lockedMs}: Slot, asked: Moment, answered: Moment): Grant {
  return {
    waitMs,
    atMs: {elapsedMs: answered.elapsedMs + waitMs, wallMs: answered.wallMs + waitMs},
    lockedUntilMs: {elapsedMs: asked.elapsedMs + lockedMs, wallMs: asked.wallMs + lockedMs},
    lookMs: Math.max(answered.elapsedMs - asked.elapsedMs, answered.wallMs - asked.wallMs),
  };
}

/**
 * Whether a call may leave now. One that has waited for more than a pace may not: where Redis was emptied meanwhile, the next holder
 * waits for two.
 */
export function isGood(
  {waitMs, atMs, lockedUntilMs, lookMs}: Grant,
  {elapsedMs, wallMs}: Moment,
  {paceMs, patienceMs}: {readonly paceMs: number; readonly patienceMs: number},
): boolean {
  const late = Math.max(elapsedMs - atMs.elapsedMs, wallMs - atMs.wallMs, lookMs);
  const locked = Math.min(lockedUntilMs.elapsedMs - elapsedMs, lockedUntilMs.wallMs - wallMs);
  const isRecent = waitMs <= paceMs * JITTER_ALLOWANCE + ROUNDED_MS;
  return isRecent && late <= patienceMs && locked > Math.min(paceMs, LOCK_MARGIN_MS);
}
