import type {Campaign} from './campaign.js';
import {SLOT, SLOTS_PER_DAY} from './slot.js';
import {type SlotPart, type Span, slotParts} from './slot-parts.js';

/** Shares of a campaign that its quarters of an hour send. */
const PACE = [0.4, 0.3, 0.2, 0.1];

/** The parts of a span in which a campaign is sent. */
export function campaignParts({start}: Campaign, span: Span, asOf: number, timezoneOffset: number): SlotPart[] {
  const first = Math.floor(start / SLOT);
  const sending = {
    start: Math.max(span.start, first * SLOT),
    end: Math.min(span.end, (first + PACE.length) * SLOT),
  };
  const parts = slotParts(sending, asOf, timezoneOffset);
  // A stream counts in pushes of a day, so all of a campaign is the traffic of a day.
  return parts.map((part) => ({...part, traffic: PACE[part.slot - first]! * SLOTS_PER_DAY}));
}
