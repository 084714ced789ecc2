import {lossGaps, withoutReasons} from '../domain/loss-coverage.js';
import {type LossView, type LostRow, shareOf, type WhyLost} from '../domain/why-lost.js';
import type {Panel} from './answers.js';
import {ask} from './api.js';
import {el, part, show} from './dom.js';
import {countText, percentText, sentence} from './format.js';
import {lookOf, swatch} from './platforms.js';
import {figureFiltersOf, type ViewState} from './view-state.js';

type Filter = (change: Partial<ViewState>) => void;
type Link = (text: string, change: Partial<ViewState>) => HTMLElement;

const GROWN = 3;
const MOST = 8;

/** Why the pushes of the figures were lost: the reasons that have grown most, then the largest, each with what to do. */
export class LossPanel implements Panel {
  #filters = '';
  #content: () => HTMLElement[] = () => [];

  constructor(private readonly filter: Filter) {}

  /** Without an answer the rest of the page is as good as before. */
  async load(state: ViewState, signal: AbortSignal): Promise<void> {
    const filters = figureFiltersOf(state);
    const content = await ask<LossView>('api/losses', filters, signal).then(
      (view) => () => contentOf(view, this.filter),
      ({message}: Error) =>
        () => [el('p', {class: 'bad'}, message)],
    );
    if (signal.aborted) return;
    this.#filters = JSON.stringify(filters);
    this.#content = content;
    this.show(state);
  }

  /** Under other filters than those of the latest answer: nothing. */
  show(state: ViewState): void {
    const known = JSON.stringify(figureFiltersOf(state)) === this.#filters;
    show(part('losses'), el('h2', {}, 'Why pushes were lost'), ...(known ? this.#content() : []));
  }
}

function contentOf(view: LossView, filter: Filter): HTMLElement[] {
  const note = (text: string) => el('p', {class: 'note'}, text);
  const {whyLost} = view;
  if (!whyLost || whyLost.rows.length === 0) return [note(sentence(withoutReasons(view)))];
  const rows = ranked(whyLost.rows);
  return [note(noteOf(whyLost.rows.length - rows.length, lossGaps(whyLost))), reasons(rows, whyLost, filter)];
}

function reasons(rows: readonly LostRow[], {explained}: WhyLost, filter: Filter): HTMLElement {
  const numeric = ['Lost', 'Change', 'Explained'];
  const columns = ['App', 'Platform', 'Reason', 'Lost', 'Change', 'Explained', 'What to do'];
  const line = (row: LostRow) => {
    const change = changeOf(row);
    const key = [row.app, row.platform, row.event ?? '-', row.stage, row.code].join(' ');
    const link: Link = (text, change) =>
      el(
        'button',
        {type: 'button', class: 'link', 'data-key': `lost ${text} ${key}`, click: () => filter(change)},
        text,
      );
    return el(
      'tr',
      {'data-code': `${row.platform} ${row.code}`, 'data-key': `row ${key}`},
      el('td', {}, link(row.app, {app: row.app})),
      el('td', {}, platformOf(row, link), row.event ? el('small', {}, row.event) : null),
      el('td', {class: 'text'}, row.meaning, el('small', {}, `${row.class}, code ${row.code}, ${stages[row.stage]}`)),
      el('td', {class: 'numeric'}, countText(row.count)),
      el('td', {class: change.grown ? 'numeric bad' : 'numeric'}, change.text),
      el('td', {class: 'numeric'}, percentText(shareOf(row, explained))),
      el('td', {class: 'text'}, row.advice),
    );
  };
  return el(
    'div',
    {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Reasons', 'data-key': 'losses'},
    el(
      'table',
      {},
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          ...columns.map((name) =>
            el('th', {scope: 'col', class: numeric.includes(name) ? 'numeric' : undefined}, name),
          ),
        ),
      ),
      el('tbody', {}, ...rows.map(line)),
    ),
  );
}

/** Losses that no platform has stand under `total`. */
function platformOf({app, platform}: LostRow, link: Link): HTMLElement {
  const {label} = lookOf(platform);
  if (platform === 'total') return el('span', {}, 'all');
  return el('span', {}, swatch(platform), link(label, {app, platform}));
}

const stages = {ready: 'before sending', sent: 'after sending'} as const;

function ranked(rows: readonly LostRow[]): LostRow[] {
  const growth = ({count, before}: LostRow) => count - (before ?? count);
  const grown = rows.filter((row) => changeOf(row).grown).sort((a, b) => growth(b) - growth(a));
  const first = grown.slice(0, GROWN);
  const others = rows.filter((row) => !first.includes(row)).sort((a, b) => b.count - a.count);
  return [...first, ...others].slice(0, MOST);
}

/** Against the time before; grown: at least doubled. */
function changeOf({count, before}: LostRow): {readonly text: string; readonly grown: boolean} {
  if (before === null) return {text: '–', grown: false};
  if (before === 0) return {text: 'new', grown: true};
  const change = Math.round((count / before - 1) * 100);
  return {text: `${change < 0 ? '−' : '+'}${Math.abs(change)} %`, grown: count >= 2 * before};
}

function noteOf(more: number, gaps: string): string {
  const about = 'Those that have at least doubled against the time before, then the largest.';
  const explained = 'Explained: the share of its gap that a stage’s losses make up.';
  const rest = more > 0 ? ` ${more} more: choose an app or a platform.` : '';
  return `${about}${rest} ${explained}${gaps === '' ? '' : ` ${sentence(gaps)}`}`;
}
