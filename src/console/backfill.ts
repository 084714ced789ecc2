import type {BackfillPiece, BackfillView, EstimateView} from '../domain/console.js';
import {numbered} from '../domain/numbered.js';
import {act, ask} from './api.js';
import {el, part, show} from './dom.js';
import {countText, durationText, inputText, instantText, timeText} from './format.js';

export interface Choices {
  readonly apps: readonly string[];
  readonly reports: readonly string[];
  readonly steps: readonly string[];
  readonly timezone: string;
  readonly now: number;
}

/** Asks for a span again, with its price shown first; and shows how far that has come. */
export class BackfillForm {
  readonly #form = el('form', {class: 'filters'});
  readonly #price = el('div', {class: 'price', role: 'status'});
  readonly #progress = el('div', {class: 'progress'});
  readonly #list = el('ul', {class: 'running'});
  readonly #stop = el(
    'button',
    {type: 'button', click: () => void this.#act('api/backfill/stop')},
    'Stop the backfill',
  );
  readonly #summary = el('p', {});
  #timezone = 'UTC';
  #built = '';

  constructor() {
    const about =
      'Asks for windows of a span that are not there yet, after whatever is due; a tick only interrupts it.';
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#showPrice();
    });
    // It was the price of what was chosen before.
    this.#form.addEventListener('input', () => this.#price.replaceChildren());
    this.#progress.append(this.#summary, this.#list, this.#stop);
    this.#progress.hidden = true;
    part('backfill').replaceChildren(
      el('h2', {}, 'Backfill'),
      el('p', {class: 'note'}, about),
      this.#form,
      this.#price,
      this.#progress,
    );
  }

  offer({apps, reports, steps, timezone, now}: Choices): void {
    const built = JSON.stringify([apps, reports, steps, timezone]);
    if (built === this.#built) return;
    this.#built = built;
    this.#timezone = timezone;
    this.#price.replaceChildren();
    const select = (name: string, all: string, values: readonly string[]) =>
      el(
        'select',
        {name, 'aria-label': name},
        el('option', {value: ''}, all),
        ...values.map((value) => el('option', {value}, value)),
      );
    const date = (name: string, value: number) =>
      el('input', {type: 'datetime-local', name, required: true, value: inputText(value, timezone)});
    const field = (label: string, control: HTMLElement) =>
      el('label', {class: 'field'}, el('span', {}, label), control);
    show(
      this.#form,
      field('App', select('app', 'all', apps)),
      reports.length > 1 && field('Report', select('report', 'all', reports)),
      field('Windows of', select('step', 'every job', steps)),
      field('from', date('from', now - 7 * 86_400)),
      field('to', date('to', now)),
      el('button', {type: 'submit'}, 'Show the price'),
    );
  }

  progress(view: BackfillView | null): void {
    this.#progress.hidden = view === null || view.pieces.length === 0;
    if (!view || this.#progress.hidden) return;
    const sum = (count: (piece: BackfillPiece) => number) =>
      view.pieces.reduce((total, piece) => total + count(piece), 0);
    const busy = view.pieces.some(({state}) => state === 'running' || state === 'waiting');
    const [done, all] = [sum((piece) => piece.done), sum(({windows}) => windows)];
    const span = `${timeText(view.from, this.#timezone)} – ${timeText(view.to, this.#timezone)}`;
    this.#summary.textContent = `${busy ? 'At work' : 'Ended'}: ${span}, ${countText(done)} of ${numbered(all, 'window')}`;
    show(this.#list, ...view.pieces.map(pieceLine));
    this.#stop.hidden = !busy;
  }

  async #showPrice(): Promise<void> {
    const query = this.#query();
    const isOld = () => JSON.stringify(this.#query()) !== JSON.stringify(query);
    try {
      const price = await ask<EstimateView>('api/price', query);
      if (isOld()) return;
      const start = el(
        'button',
        {type: 'button', class: 'primary', click: () => void this.#act('api/backfill', query)},
        'Start the backfill',
      );
      this.#price.replaceChildren(
        el('p', {}, priceText(price)),
        ...price.notes.map((note) => el('p', {class: 'note'}, note)),
        ...(price.calls > 0 ? [start] : []),
      );
    } catch (error) {
      if (!isOld()) this.#price.replaceChildren(el('p', {class: 'reason'}, (error as Error).message));
    }
  }

  async #act(path: string, body: object = {}): Promise<void> {
    try {
      await act(path, body);
      this.#price.replaceChildren();
    } catch (error) {
      this.#price.replaceChildren(el('p', {class: 'reason'}, (error as Error).message));
    }
  }

  /** Times are those of the zone that the page shows, and not of the app that is chosen here. */
  #query(): Record<string, string> {
    const entries = [...new FormData(this.#form)].map(([name, value]) => [name, String(value)] as const);
    const given = Object.fromEntries(entries.filter(([, value]) => value !== ''));
    const instant = (text = '') => text && instantText(text, this.#timezone);
    return {...given, from: instant(given.from), to: instant(given.to)};
  }
}

function priceText({calls, seconds, apps}: EstimateView): string {
  if (calls === 0) return 'Nothing to ask: every window of the span is there.';
  return `${numbered(calls, 'call')} for ${numbered(apps, 'app')}, about ${durationText(seconds)} at the configured pace.`;
}

function pieceLine({app, report, step, windows, done, state, error}: BackfillPiece): HTMLElement {
  return el(
    'li',
    {},
    el('span', {class: 'name'}, `${app} ${report} ${step}`),
    el('progress', {max: windows, value: done, 'aria-label': `backfill of ${app} ${report} ${step}`}),
    el('span', {class: 'number'}, `${countText(done)} of ${numbered(windows, 'window')}`),
    el('span', {class: error ? 'note bad' : 'note'}, error ? `${state}: ${error}` : state),
  );
}
