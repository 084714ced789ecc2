import type {PushProfile} from './app.js';
import {mix} from './hash.js';
import {incidentsOf} from './incident.js';
import type {Counts} from './slot.js';
import {type Span, slotParts} from './slot-parts.js';
import {appKey, type Conditions, combine, NOTHING, type Stream, sumOf} from './stream.js';

/** What the API tells of a window. */
export interface WindowCounts {
  readonly total: Counts;
  /** By platform number; a platform without any count is absent. */
  readonly platforms: ReadonlyMap<number, Counts>;
}

/** Chat pushes of a window as they stand at `asOf`. Adds up over windows exactly, and never counts what comes after `asOf`. */
export function countsOf(profile: PushProfile, span: Span, asOf: number, conditions: Conditions): WindowCounts {
  const platforms = new Map<number, Counts>();
  let total = NOTHING;
  for (const stream of chatStreams(profile, span, asOf, conditions)) {
    const sum = sumOf(stream);
    if (sum.total > 0) platforms.set(stream.source.platform, sum);
    total = combine(total, sum, 1);
  }
  return {total, platforms};
}

/** One for each platform. */
export function chatStreams(profile: PushProfile, span: Span, asOf: number, conditions: Conditions): Stream[] {
  const {sdkAppId, timezoneOffset} = profile;
  const parts = slotParts(span, asOf, timezoneOffset);
  const key = appKey(conditions.seed, sdkAppId);
  return profile.platforms.map((source) => ({
    source,
    key: mix(key + source.platform),
    incidents: incidentsOf(conditions.incidents, {sdkAppId, platform: source.platform, kind: 'chat'}),
    parts,
  }));
}
