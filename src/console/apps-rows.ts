import type {AppReason, AppRow, AppState, AppsView} from '../domain/apps-view.js';
import {numbered} from '../domain/numbered.js';
import {lossBar, sparkline} from './apps-marks.js';
import {lostBy, type Order} from './apps-order.js';
import {el} from './dom.js';
import {countText, durationText, percentText, timeText} from './format.js';
import {addressOf, type ViewState} from './view-state.js';

export interface Shown {
  readonly view: AppsView;
  readonly state: ViewState;
  readonly change: (change: Partial<ViewState>) => void;
  /** Apps all of whose reasons are to be seen. */
  readonly unfolded: Set<string>;
}

/** A state is told by a sign and a word as well as by a colour. */
const states: Readonly<Record<AppState, {readonly sign: string; readonly word: string}>> = {
  critical: {sign: '✕', word: 'Failing'},
  warning: {sign: '!', word: 'Needs a look'},
  empty: {sign: '○', word: 'Nothing collected'},
  well: {sign: '✓', word: 'Well'},
  gone: {sign: '–', word: 'No longer configured'},
};

const columns: readonly {readonly order?: Order; readonly title: string; readonly numeric?: boolean}[] = [
  {order: 'app', title: 'App'},
  {order: 'worst', title: 'State'},
  {order: 'holes', title: 'Holes'},
  {order: 'delivery', title: 'Delivery', numeric: true},
  {order: 'change', title: 'Change', numeric: true},
  {title: 'Delivery over 7 days'},
  {order: 'losses', title: 'Losses'},
  {order: 'sent', title: 'Sent', numeric: true},
];

const upwards: readonly Order[] = ['app', 'holes', 'delivery', 'change'];

/** One row an app. */
export function appsTable(rows: readonly AppRow[], order: Order, shown: Shown): HTMLElement {
  const heading = ({order: own, title, numeric}: (typeof columns)[number]) => {
    const direction = own && upwards.includes(own) ? 'ascending' : 'descending';
    const sort = (own: Order) =>
      el('button', {type: 'button', 'data-key': `by ${own}`, click: () => shown.change({order: own})}, title);
    const attributes = {scope: 'col', class: numeric ? 'numeric' : undefined};
    if (!own) return el('th', attributes, title);
    return el('th', {...attributes, 'aria-sort': own === order ? direction : 'none'}, sort(own));
  };
  return el(
    'table',
    {class: 'board'},
    el('thead', {}, el('tr', {}, ...columns.map(heading))),
    el('tbody', {}, ...rows.map((row) => line(row, shown))),
  );
}

function line(row: AppRow, shown: Shown): HTMLElement {
  const cell = (title: string, numeric: boolean, ...content: Parameters<typeof el>[2][]) =>
    el('td', {'data-title': title, class: numeric ? 'numeric' : undefined}, ...content);
  const {app, state, rate, sent} = row;
  const change = changeOf(row);
  return el(
    'tr',
    {'data-app': app, 'data-state': state, 'data-key': `row ${app}`},
    el('th', {scope: 'row'}, link(shown, {view: 'push', app}, `app ${app}`, app)),
    el('td', {class: 'why'}, ...stateOf(row, shown)),
    cell('Holes', false, ...holesOf(row, shown)),
    cell('Delivery', true, percentText(rate)),
    cell('Change', true, el('span', {class: change.kind, title: change.title}, change.text)),
    cell('7 days', false, sparkline(row, shown.view)),
    cell('Losses', false, lossBar(row), el('small', {}, lostBy(row) > 0 ? mainLoss(row) : '')),
    cell('Sent', true, countText(sent)),
  );
}

/** A real address, so that it can be opened in another tab. */
function link({state, change}: Shown, to: Partial<ViewState>, key: string, ...content: (Node | string)[]): HTMLElement {
  const open = (event: Event) => {
    const {ctrlKey, metaKey, shiftKey} = event as MouseEvent;
    if (ctrlKey || metaKey || shiftKey) return;
    event.preventDefault();
    change(to);
  };
  return el('a', {href: addressOf({...state, ...to}), 'data-key': key, click: open}, ...content);
}

function stateOf(row: AppRow, {view, unfolded}: Shown): HTMLElement[] {
  const {sign, word} = states[row.state];
  const badge = el('span', {class: `badge ${row.state}`}, el('b', {'aria-hidden': 'true'}, sign), word);
  const [worst, ...others] = row.reasons;
  const reasons = worst ? [el('p', {class: 'reason-text'}, ...reasonText(worst))] : [];
  if (row.last !== null || row.state === 'empty') reasons.push(el('p', {}, lastText(row, view)));
  if (others.length === 0) return [badge, ...reasons];
  const more = el(
    'details',
    {
      open: unfolded.has(row.app),
      toggle: (event) => {
        if ((event.target as HTMLDetailsElement).open) unfolded.add(row.app);
        else unfolded.delete(row.app);
      },
    },
    el('summary', {'data-key': `more ${row.app}`}, `${others.length} more`),
    ...others.map((reason) => el('p', {}, ...reasonText(reason))),
  );
  return [badge, ...reasons, more];
}

function reasonText({about, text}: AppReason): (Node | string)[] {
  return about.length > 0 ? [el('b', {}, about.join(', ')), ` ${text}`] : [text];
}

function lastText({last}: AppRow, {timezone}: AppsView): string {
  return last === null ? 'It never had a window.' : `Its newest window began ${timeText(last, timezone)}.`;
}

function holesOf({app, holes}: AppRow, shown: Shown): (Node | string)[] {
  if (!holes) return [el('span', {class: 'none'}, '–')];
  const {report, step, expires, windows} = holes;
  const left = expires - shown.view.to;
  const to = {view: 'collecting', app, report, step, from: '', to: '', last: step === shown.view.step ? '7d' : '30d'};
  const text = left > 0 ? `first gone in ${durationText(left)}` : 'first gone already';
  return [
    link(shown, to as Partial<ViewState>, `holes ${app}`, numbered(windows, 'window')),
    el('small', {class: left < 2 * 86_400 ? 'bad' : undefined}, text),
  ];
}

function mainLoss({losses}: AppRow): string {
  const [name] = Object.entries(losses).sort(([, a], [, b]) => b - a)[0]!;
  return `${countText(lostBy({losses}))}, mostly ${name}`;
}

interface Change {
  readonly text: string;
  readonly kind: 'bad' | 'none';
  readonly title?: string;
}

/** Three points: among many apps some always change by one. */
const WORTH_A_LOOK = 0.03;
const NOTHING = 0.0005;

function changeOf({change}: AppRow): Change {
  if (!change) return {text: '–', kind: 'none', title: 'not nearly all windows of both weeks are there'};
  const {now, before, windows, step, age} = change;
  const difference = now - before;
  const at = age === null ? 'whose counts are final' : `as they were ${age} after their end`;
  const title = `${percentText(now)} against ${percentText(before)} the week before: ${windows} windows of ${step}, ${at}`;
  if (Math.abs(difference) < NOTHING) return {text: '= 0', kind: 'none', title};
  const size = `${(Math.abs(difference) * 100).toFixed(1)} pt`;
  const kind = difference < -WORTH_A_LOOK ? 'bad' : 'none';
  return {text: `${difference > 0 ? '▲' : '▼'} ${size}`, kind, title};
}
