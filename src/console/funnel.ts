import type {PushView} from '../domain/push-view.js';
import {ratesOf, type Sums} from '../domain/rates.js';
import {el, part, show} from './dom.js';
import {countText, percentText} from './format.js';

/** From what could be sent to what was clicked, each as a share of the first. */
export function showFunnel({totals}: PushView): void {
  show(part('funnel'));
  if (!totals) return;
  const {send, delivery, click} = ratesOf(totals);
  const receipts = 'where receipts are reported';
  const steps: [string, number, string][] = [
    ['Sendable', totals.total, ''],
    ['Sent', totals.sent, `${percentText(send)} of those sendable`],
    ['Delivered', totals.delivered, `${percentText(delivery)} ${receipts}`],
    ['Clicked', totals.clicked, `${percentText(click)} ${totals.receipt_sent > 0 ? receipts : 'of those sent'}`],
  ];
  const stages = steps.map((step) => stage(totals, ...step));
  show(part('funnel'), el('h2', {}, 'Funnel'), el('ol', {class: 'funnel'}, ...stages));
}

function stage(totals: Sums, title: string, count: number, note: string): HTMLElement {
  const bar = el('span', {class: 'bar', 'aria-hidden': 'true'});
  bar.style.setProperty('--share', String(totals.total > 0 ? Math.min(1, count / totals.total) : 0));
  return el(
    'li',
    {},
    el('span', {class: 'name'}, title),
    bar,
    el('span', {class: 'number'}, countText(count)),
    el('span', {class: 'note'}, note),
  );
}
