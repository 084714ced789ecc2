import type {PlatformProfile} from './app.js';
import {high, low, mix} from './hash.js';
import type {Effect} from './incident.js';

/** Length of a slot in seconds: within one, pushes flow evenly and every rate is constant. Slots are aligned to UTC. */
export const SLOT = 900;
export const SLOTS_PER_DAY = 86_400 / SLOT;

/** The four counts of the API. */
export interface Counts {
  readonly total: number;
  readonly sent: number;
  readonly delivered: number;
  readonly clicked: number;
}

/** What one platform's pushes of one slot come to, seen at one instant. Rates are at most 1, offsets below 1. */
export interface Flow {
  readonly pushes: number;
  readonly rates: readonly [sent: number, delivered: number, clicked: number];
  readonly offsets: readonly [total: number, sent: number, delivered: number, clicked: number];
}

/** What all platforms share in a slot. */
export interface SlotState {
  readonly slot: number;
  readonly day: number;
  readonly traffic: number;
  readonly deliveredBy: number;
  readonly clickedBy: number;
}

/** Final rates by platform number: sent of total, delivered of sent, clicked of delivered. */
const RATES: Readonly<Record<number, Flow['rates']>> = {
  0: [0.99, 0.97, 0.12],
  1: [0.97, 0.72, 0.07],
  2: [0.98, 0.94, 0.05],
  3: [0.98, 0.92, 0.05],
  4: [0.92, 0.85, 0.06],
  5: [0.9, 0.78, 0.03],
  6: [0.97, 0.9, 0.04],
  7: [0.97, 0.91, 0.04],
  8: [0.98, 0.92, 0.05],
};
const OTHER_RATES: Flow['rates'] = [0.95, 0.85, 0.04];

/** Around 1, at most `width` away from it. */
const noise = (chance: number, width: number) => 1 + (2 * chance - 1) * width;

/** Draws a slot of one platform. `key` stands for seed, app and platform. */
export function flowOf({platform, pushesPerDay}: PlatformProfile, key: number, state: SlotState, effect: Effect): Flow {
  const first = mix(key + Math.imul(state.slot, 0x9e3779b1));
  const second = mix(first + 0x7f4a7c15);
  const third = mix(second + 0x7f4a7c15);
  const ofTheDay = low(mix(key ^ mix(state.day)));
  const [sent, delivered, clicked] = RATES[platform] ?? OTHER_RATES;
  const mood = noise(low(first), 0.06) * noise(ofTheDay, 0.04);
  return {
    pushes: (pushesPerDay / SLOTS_PER_DAY) * state.traffic * mood * effect.share,
    rates: [
      Math.min(1, sent * effect.sent),
      Math.min(1, delivered * noise(high(first), 0.01) * effect.delivery) * state.deliveredBy,
      Math.min(1, clicked * effect.clicks) * state.clickedBy,
    ],
    offsets: [low(second), high(second), low(third), high(third)],
  };
}

/**
 * Counts of the slot's first `seconds`, integers. Each count is a floor of the one before it, so that differences of two
 * calls keep `clicked <= delivered <= sent <= total` to the last push; the offsets make the rounding fair.
 */
export function countsAfter({pushes, rates, offsets}: Flow, seconds: number): Counts {
  const total = Math.floor((pushes * seconds) / SLOT + offsets[0]);
  const sent = Math.floor(total * rates[0] + offsets[1]);
  const delivered = Math.floor(sent * rates[1] + offsets[2]);
  const clicked = Math.floor(delivered * rates[2] + offsets[3]);
  return {total, sent, delivered, clicked};
}
