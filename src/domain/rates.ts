/** Sums of count fields, under their names in the database. */
export interface Sums {
  readonly total: number;
  readonly sent: number;
  readonly delivered: number;
  readonly clicked: number;
  readonly receipt_sent: number;
  readonly receipt_delivered: number;
  readonly receipt_clicked: number;
}

export const noSums: Sums = {
  total: 0,
  sent: 0,
  delivered: 0,
  clicked: 0,
  receipt_sent: 0,
  receipt_delivered: 0,
  receipt_clicked: 0,
};

/** Computed from sums, never stored; null where there is nothing to divide by. */
export interface Rates {
  /** The vendor's “actual delivery rate”. */
  readonly send: number | null;
  /** The vendor's “reach rate”, over platforms that report receipts at all. */
  readonly delivery: number | null;
  /** The vendor's click-through rate; clicks per push sent where no platform reports receipts. */
  readonly click: number | null;
}

export function ratesOf(sums: Sums): Rates {
  return {
    send: ratio(sums.sent, sums.total),
    delivery: ratio(sums.receipt_delivered, sums.receipt_sent),
    click: sums.receipt_sent > 0 ? ratio(sums.receipt_clicked, sums.receipt_delivered) : ratio(sums.clicked, sums.sent),
  };
}

/** The sums that a rate is made of. */
export const rateParts: Readonly<Record<keyof Rates, readonly (keyof Sums)[]>> = {
  send: ['total', 'sent'],
  delivery: ['receipt_sent', 'receipt_delivered'],
  click: ['receipt_sent', 'receipt_delivered', 'receipt_clicked', 'sent', 'clicked'],
};

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

/** What a rate divides by what, where there are receipts. */
export const rateFields = {
  send: {part: 'sent', whole: 'total'},
  delivery: {part: 'receipt_delivered', whole: 'receipt_sent'},
  click: {part: 'receipt_clicked', whole: 'receipt_delivered'},
} as const satisfies Record<keyof Rates, {readonly part: keyof Sums; readonly whole: keyof Sums}>;

/** Of a hundred, for people: `36 %`; what is there at all is never nothing. */
export function wholePercent(rate: number): string {
  const value = rate * 100;
  return `${value > 0 && value < 1 ? '<1' : Math.round(value)} %`;
}
