import type {PushProfile} from './app.js';
import {clickedBy, deliveredBy, traffic} from './cycle.js';
import {mix} from './hash.js';
import {effectAt, type Incident, incidentsOf} from './incident.js';
import {type Counts, countsAfter, flowOf, SLOT, type SlotState} from './slot.js';

/** Half-open, Unix seconds. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What the API tells of a window. */
export interface WindowCounts {
  readonly total: Counts;
  /** By platform number; a platform without any count is absent. */
  readonly platforms: ReadonlyMap<number, Counts>;
}

/** What the counts depend on beside the app and the window. */
export interface World {
  readonly seed: number;
  readonly incidents: readonly Incident[];
}

const NOTHING: Counts = {total: 0, sent: 0, delivered: 0, clicked: 0};

/** Counts of a window as they stand at `asOf`. Adds up over windows exactly, and never counts what comes after `asOf`. */
export function countsOf(profile: PushProfile, span: Span, asOf: number, world: World): WindowCounts {
  const states = slotStates(profile, span, asOf);
  const platforms = new Map<number, Counts>();
  let total = NOTHING;
  for (const platform of profile.platforms) {
    const key = mix(mix(mix(world.seed) + profile.sdkAppId) + platform.platform);
    const incidents = incidentsOf(world.incidents, profile.sdkAppId, platform.platform);
    let sum = NOTHING;
    for (const state of states) {
      const flow = flowOf(platform, key, state, effectAt(incidents, state.slot * SLOT));
      sum = combine(sum, countsAfter(flow, state.to), 1);
      if (state.from > 0) sum = combine(sum, countsAfter(flow, state.from), -1);
    }
    if (!platform.receipts) sum = {...sum, delivered: 0};
    if (sum.total > 0) platforms.set(platform.platform, sum);
    total = combine(total, sum, 1);
  }
  return {total, platforms};
}

interface SlotPart extends SlotState {
  /** The part of the slot that is asked for, in seconds from its start. */
  readonly from: number;
  readonly to: number;
}

function slotStates({timezoneOffset}: PushProfile, span: Span, asOf: number): SlotPart[] {
  const end = Math.min(span.end, asOf);
  const parts: SlotPart[] = [];
  if (end <= span.start) return parts;
  for (let slot = Math.floor(span.start / SLOT); slot * SLOT < end; slot++) {
    const start = slot * SLOT;
    parts.push({
      slot,
      day: Math.floor((start + timezoneOffset) / 86_400),
      traffic: traffic(start + timezoneOffset),
      deliveredBy: deliveredBy(asOf - start),
      clickedBy: clickedBy(asOf - start),
      from: Math.max(0, span.start - start),
      to: Math.min(SLOT, end - start),
    });
  }
  return parts;
}

function combine(a: Counts, b: Counts, sign: 1 | -1): Counts {
  return {
    total: a.total + sign * b.total,
    sent: a.sent + sign * b.sent,
    delivered: a.delivered + sign * b.delivered,
    clicked: a.clicked + sign * b.clicked,
  };
}
