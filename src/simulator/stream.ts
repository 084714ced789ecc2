import type {PlatformProfile} from './app.js';
import {mix} from './hash.js';
import {effectAt, type Incident} from './incident.js';
import {type Counts, countsAfter, flowOf, SLOT} from './slot.js';
import type {SlotPart} from './slot-parts.js';

/** What all figures depend on beside the app and the window. */
export interface Conditions {
  readonly seed: number;
  readonly incidents: readonly Incident[];
}

/** Pushes that flow together: those of one platform in chat, in the broadcasts, or in one campaign. */
export interface Stream {
  readonly source: PlatformProfile;
  /** Stands for seed, app, and whatever else tells streams apart. */
  readonly key: number;
  readonly incidents: readonly Incident[];
  readonly parts: readonly SlotPart[];
}

export const NOTHING: Counts = {total: 0, sent: 0, delivered: 0, clicked: 0};

/** The key that all streams of an app have in common. */
export const appKey = (seed: number, sdkAppId: number): number => mix(mix(seed) + sdkAppId);

/** Adds up over windows exactly. */
export function sumOf({source, key, incidents, parts}: Stream): Counts {
  let sum = NOTHING;
  for (const part of parts) {
    const flow = flowOf(source, key, part, effectAt(incidents, part.slot * SLOT));
    sum = combine(sum, countsAfter(flow, part.to), 1);
    if (part.from > 0) sum = combine(sum, countsAfter(flow, part.from), -1);
  }
  return source.receipts ? sum : {...sum, delivered: 0};
}

export function combine(a: Counts, b: Counts, sign: 1 | -1): Counts {
  return {
    total: a.total + sign * b.total,
    sent: a.sent + sign * b.sent,
    delivered: a.delivered + sign * b.delivered,
    clicked: a.clicked + sign * b.clicked,
  };
}
