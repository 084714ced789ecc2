import {ContractError} from '../../domain/errors.js';
import type {Sums} from '../../domain/rates.js';
import {type JsonObject, type JsonPath, readCount} from '../parse.js';

/** What every row of counts says. */
export interface Counts {
  readonly total: number;
  readonly sent: number;
  readonly delivered: number;
  readonly clicked: number;
}

export const none: Counts = {total: 0, sent: 0, delivered: 0, clicked: 0};

export function readCounts(object: JsonObject, at?: JsonPath): Counts {
  return {
    total: readCount(object, 'TotalCount', at),
    sent: readCount(object, 'SentCount', at),
    delivered: readCount(object, 'DeliveredCount', at),
    clicked: readCount(object, 'ClickCount', at),
  };
}

/** `at` names what is added up. */
export function add(a: Counts, b: Counts, at: JsonPath): Counts {
  return {
    total: exactSum(a.total, b.total, at),
    sent: exactSum(a.sent, b.sent, at),
    delivered: exactSum(a.delivered, b.delivered, at),
    clicked: exactSum(a.clicked, b.clicked, at),
  };
}

/** Throws a ContractError for a sum that is not exact. */
export function exactSum(a: number, b: number, at: JsonPath): number {
  if (Number.isSafeInteger(a + b)) return a + b;
  throw new ContractError(at(), a + b, 'small enough to add up exactly');
}

/** `receipts` are the counts of those pushes whose platform reports receipts at all. */
export function fieldsOf(counts: Counts, receipts: Counts): Record<keyof Sums, number> {
  return {
    total: counts.total,
    sent: counts.sent,
    delivered: counts.delivered,
    clicked: counts.clicked,
    receipt_sent: receipts.sent,
    receipt_delivered: receipts.delivered,
    receipt_clicked: receipts.clicked,
  };
}
