import type {PushView} from '../domain/push-view.js';
import {type Rates, ratesOf} from '../domain/rates.js';
import {againstText, type Change, countChange, coveredText, rateChange} from './change.js';
import {el, part, show} from './dom.js';
import {countText, percentText, shortText} from './format.js';
import type {CountName} from './view-state.js';

interface Card {
  readonly key: string;
  readonly title: string;
  readonly value: string;
  readonly change: Change | null;
  readonly note: string;
}

/** Counts and rates of the span, and how they differ from the time before. */
export function showCards(view: PushView): void {
  const {totals, comparison} = view;
  show(part('cards'));
  if (!totals) return;
  const rates = ratesOf(totals);
  const count = (key: CountName, title: string, note: string): Card => ({
    key,
    title,
    value: countText(totals[key]),
    change: countChange(key, comparison),
    note,
  });
  const rate = (key: keyof Rates, title: string, note: string): Card => ({
    key: `${key}-rate`,
    title,
    value: percentText(rates[key]),
    change: rateChange(key, comparison),
    note,
  });
  const cards = [
    count('sent', 'Sent', `of ${shortText(totals.total)} that could be sent`),
    count('delivered', 'Delivered', 'as far as platforms report it'),
    count('clicked', 'Clicked', 'by the users of all platforms'),
    rate('send', 'Send rate', 'sent of those that could be'),
    rate('delivery', 'Delivery rate', 'of platforms with receipts'),
    rate('click', 'Click rate', totals.receipt_sent > 0 ? 'clicked of those delivered' : 'clicked of those sent'),
  ];
  const covered = `Figures of ${coveredText(view.windows)}.`;
  show(part('cards'), ...cards.map(drawn), el('p', {class: 'note'}, `${covered} ${againstText(view)}`));
}

function drawn({key, title, value, change, note}: Card): HTMLElement {
  return el(
    'div',
    {class: 'card', 'data-card': key},
    el('h2', {}, title),
    el('p', {class: 'value'}, value),
    change && el('p', {class: change.bad ? 'change bad' : 'change'}, change.text),
    el('p', {class: 'note'}, note),
  );
}
