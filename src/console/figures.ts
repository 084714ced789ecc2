import type {PushView} from '../domain/push-view.js';
import {type Rates, ratesOf, type Sums} from '../domain/rates.js';
import {againstText, type Change, countChange, coveredText, rateChange} from './change.js';
import {el, part, show} from './dom.js';
import {countText, percentText} from './format.js';
import type {CountName, ViewState} from './view-state.js';

/** A count, and the rate that it is of the count before it. */
interface Stage {
  readonly count: CountName;
  readonly rate: keyof Rates;
  /** What the rate divides. */
  readonly share: readonly [number, number];
  readonly of: string;
}

/** From what could be sent to what was clicked: counts, rates, and how they differ from the time before. Each shows itself in the charts. */
export function showFigures(view: PushView, state: ViewState, change: (change: Partial<ViewState>) => void): void {
  const {totals, comparison} = view;
  if (!totals) {
    show(part('figures'));
    return;
  }
  const rates = ratesOf(totals);
  const figure = (name: string, title: string, value: string, moved: Change | null, picked: Partial<ViewState>) =>
    el(
      'button',
      {
        type: 'button',
        class: 'figure',
        'data-card': name,
        'data-key': `card ${name}`,
        'aria-pressed': String(Object.entries(picked).every(([key, each]) => state[key as keyof ViewState] === each)),
        title: `Show the ${title.toLowerCase()} in the charts`,
        click: () => change(picked),
      },
      el('span', {class: 'title'}, title),
      moved && el('span', {class: moved.bad ? 'change bad' : 'change'}, moved.text),
      el('span', {class: 'value'}, value),
    );
  const card = ({count, rate, share: [of, all], of: whole}: Stage) => {
    const bar = el('span', {class: 'bar', 'aria-hidden': 'true'});
    bar.style.setProperty('--share', String(rates[rate] ?? 0));
    return el(
      'div',
      {class: 'card'},
      figure(count, titles[count], countText(totals[count]), countChange(count, comparison), {count}),
      figure(`${rate}-rate`, titles[rate], percentText(rates[rate]), rateChange(rate, comparison), {rate}),
      bar,
      el('p', {class: 'note'}, all > 0 ? `${countText(of)} of ${countText(all)} ${whole}` : `Nothing ${whole}`),
    );
  };
  const covered = `Figures of ${coveredText(view.windows)}.`;
  show(
    part('figures'),
    ...stagesOf(totals).map(card),
    el('p', {class: 'note basis'}, `${covered} ${againstText(view)}`),
  );
}

const titles = {
  sent: 'Sent',
  delivered: 'Delivered',
  clicked: 'Clicked',
  send: 'Send rate',
  delivery: 'Delivery rate',
  click: 'Click rate',
} as const;

function stagesOf(totals: Sums): Stage[] {
  const {receipt_sent: sent, receipt_delivered: delivered, receipt_clicked: clicked} = totals;
  return [
    {count: 'sent', rate: 'send', share: [totals.sent, totals.total], of: 'that could be sent'},
    {count: 'delivered', rate: 'delivery', share: [delivered, sent], of: 'sent where receipts are reported'},
    sent > 0
      ? {count: 'clicked', rate: 'click', share: [clicked, delivered], of: 'delivered where receipts are reported'}
      : {count: 'clicked', rate: 'click', share: [totals.clicked, totals.sent], of: 'sent'},
  ];
}
