import {type CountField, type Rate, rates} from '../queries/clauses.js';

export const lateness =
  'Late data: sends are counted at once, deliveries grow for hours and clicks for days after the push, so the newest steps read low.';
const receipts = 'Platforms that never report receipts are left out.';

export interface CountFigure {
  readonly field: CountField;
  readonly name: string;
  readonly definition: string;
}

export interface RateFigure {
  readonly rate: Rate;
  readonly definition: string;
}

/** Counts that people ask for first, in the order of a push's life. */
export const counts: readonly CountFigure[] = [
  {field: 'sent', name: 'Sent', definition: 'Pushes handed to the push channels. Unit: pushes.'},
  {
    field: 'delivered',
    name: 'Delivered',
    definition: 'Pushes whose arrival was reported; platforms that never report receipts add nothing. Unit: pushes.',
  },
  {field: 'clicked', name: 'Clicked', definition: 'Pushes that people opened. Unit: pushes.'},
];

export const ratios: readonly RateFigure[] = [
  {
    rate: rates.send,
    definition: 'sent / total: the share of targets that were handed to a push channel. Unit: 0 to 100 %.',
  },
  {rate: rates.delivery, definition: `receipt_delivered / receipt_sent. ${receipts} Unit: 0 to 100 %.`},
  {rate: rates.click, definition: `receipt_clicked / receipt_delivered. ${receipts} Unit: 0 to 100 %.`},
];
