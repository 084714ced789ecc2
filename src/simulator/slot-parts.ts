import {clickedBy, deliveredBy, traffic} from './cycle.js';
import {SLOT, type SlotState} from './slot.js';

/** Half-open, Unix seconds. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A slot, or the part of it that is asked for: in seconds from its start. */
export interface SlotPart extends SlotState {
  readonly from: number;
  readonly to: number;
}

/** The slots of a span as they stand at `asOf`; what comes after `asOf` has not happened. */
export function slotParts(span: Span, asOf: number, timezoneOffset: number): SlotPart[] {
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
