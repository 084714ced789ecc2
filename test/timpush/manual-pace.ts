import {BurstLimit} from '../../src/domain/burst-limit.js';
import {systemClock} from '../../src/system-clock.js';
import {Pace} from '../../src/timpush/pace.js';
import {ManualClock} from '../support/doubles/manual-clock.js';

export const never = new AbortController().signal;

/** A pace on a manual clock; `startAt` tells when a turn came whose call left at once, in milliseconds from the beginning. */
export function aPace(paceMs: number, maxInFlight = 4, burstLimit = new BurstLimit(paceMs, systemClock())) {
  const clock = new ManualClock('2026-03-01T00:00Z');
  const begin = clock.elapsed();
  const pace = new Pace({paceMs, maxInFlight}, clock, burstLimit);
  const startAt = async () => {
    const turn = await pace.turn(never);
    turn.sent();
    return {turn, atMs: Math.round(clock.elapsed() - begin)};
  };
  return {pace, clock, startAt};
}
