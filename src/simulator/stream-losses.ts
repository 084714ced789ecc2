import {low, mix} from './hash.js';
import {during, effectAt, type Incident} from './incident.js';
import {reasonsAt} from './reasons.js';
import {type Counts, countsAfter, type Flow, flowOf, SLOT} from './slot.js';
import type {SlotPart} from './slot-parts.js';
import type {Stream} from './stream.js';
import type {Stage, WeighedReason} from './usual-reasons.js';

/** Pushes that did not get from one stage to the next, and why. */
export interface Loss {
  readonly stage: Stage;
  readonly code: string;
  readonly text: string;
  readonly count: number;
}

interface StageRule {
  readonly stage: Stage;
  readonly gap: (counts: Counts) => number;
  readonly rate: (flow: Flow) => number;
  /** Which part of its losses is known. */
  readonly knownOf: (part: SlotPart) => number;
  readonly salt: number;
}

const READY: StageRule = {
  stage: 'ready',
  gap: ({total, sent}) => total - sent,
  rate: ({rates}) => rates[0],
  knownOf: () => 1,
  salt: 0x1f83d9ab,
};
/** A loss takes as long to be known as a receipt. */
const SENT: StageRule = {
  stage: 'sent',
  gap: ({sent, delivered}) => sent - delivered,
  rate: ({rates}) => rates[1],
  knownOf: ({deliveredBy}) => deliveredBy,
  salt: 0x5be0cd19,
};

/**
 * Losses of a stream, slot by slot; they add up over windows exactly. Where everything is explained they are what the counts lack
 * once those are final; before, of what is sent and will never be delivered they tell more with age. A window that begins
 * and ends on a quarter of an hour never tells of more than is sent and not delivered. Without receipts nothing is missed.
 */
export function lossesOf(stream: Stream, explained: number): Loss[] {
  const rules = stream.source.receipts ? [READY, SENT] : [READY];
  return stream.parts.flatMap((part) => {
    const time = part.slot * SLOT;
    const flow = flowOf(stream.source, stream.key, {...part, deliveredBy: 1}, effectAt(stream.incidents, time));
    const slot = {part, flow, lasting: during(stream.incidents, time)};
    return rules.flatMap((rule) => stageLosses(rule, stream, slot, explained));
  });
}

/** A slot as it will be in the end. */
interface Slot {
  readonly part: SlotPart;
  readonly flow: Flow;
  readonly lasting: readonly Incident[];
}

function stageLosses(rule: StageRule, {source, key}: Stream, {part, flow, lasting}: Slot, explained: number): Loss[] {
  const {stage, gap, rate, knownOf, salt} = rule;
  const reasons = reasonsAt(lasting, {stage, platform: source.platform, rate: rate(flow)});
  const hash = mix(key ^ mix(part.slot + salt));
  const lostAfter = (seconds: number) => {
    const lost = gap(countsAfter(flow, seconds));
    return split(Math.floor(lost * (explained * knownOf(part)) + low(hash)), reasons, hash);
  };
  const before = lostAfter(part.from);
  return lostAfter(part.to).flatMap((lost, index) => {
    const {code, text} = reasons[index]!;
    const count = lost - before[index]!;
    return count > 0 ? [{stage, code, text, count}] : [];
  });
}

/** Whole losses by reason. Each reason leaves a floor of what the one before it left: when the whole grows, no part shrinks. */
function split(losses: number, reasons: readonly WeighedReason[], key: number): number[] {
  let hash = key;
  let rest = losses;
  let weight = reasons.reduce((sum, reason) => sum + reason.weight, 0);
  return reasons.map((reason, index) => {
    const before = rest;
    const left = index === reasons.length - 1 ? 0 : Math.max(0, weight - reason.weight);
    hash = mix(hash + 0x7f4a7c15);
    rest = Math.floor(before * (left / weight) + low(hash));
    weight = left;
    return before - rest;
  });
}
