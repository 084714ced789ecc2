import type {LiveView, WindowView} from '../domain/console.js';
import {ratesOf, type Sums} from '../domain/rates.js';
import {ask} from './api.js';
import {AskAgain} from './ask-again.js';
import {cellLooks} from './cells.js';
import type {Cell} from './coverage-order.js';
import {el} from './dom.js';
import {countText, percentText, timeText, windowText} from './format.js';

/** The pointer crosses many cells on its way; only one that it rests on is asked about. */
const REST_MS = 120;

/** What is known of one window: when it was fetched, how its counts grew, why it failed; and what can be done about that. */
export class CellDetail {
  readonly #story = el(
    'div',
    {class: 'story', role: 'status'},
    el('p', {class: 'note'}, 'Point at a window, or move to it with the arrow keys. A click or Enter pins it.'),
  );
  readonly #pin = el('button', {type: 'button', class: 'pin', 'data-key': 'unpin'}, 'Unpin (Esc)');
  readonly #again = new AskAgain((cell) => void this.#tell(cell, this.#asking.signal));
  readonly element = el('aside', {class: 'detail', 'aria-label': 'The window'}, this.#pin, this.#story);
  #asking = new AbortController();
  #timer = 0;

  constructor(unpin: () => void) {
    this.#pin.addEventListener('click', unpin);
    this.#pin.hidden = true;
  }

  pin(pinned: boolean): void {
    this.#pin.hidden = !pinned;
    this.element.classList.toggle('pinned', pinned);
  }

  show(cell: Cell): void {
    this.#asking.abort();
    this.#asking = new AbortController();
    clearTimeout(this.#timer);
    this.#story.replaceChildren(heading(cell));
    this.#offer(cell);
    this.#timer = setTimeout(() => void this.#tell(cell, this.#asking.signal), REST_MS);
  }

  hear(live: LiveView): void {
    this.#again.hear(live);
  }

  async #tell(cell: Cell, signal: AbortSignal): Promise<void> {
    const {app, report, step, start} = cell;
    try {
      const found = await ask<WindowView>('api/window', {app, report, step, start: String(start)}, signal);
      if (signal.aborted) return;
      const known = {...cell, state: found.state};
      this.#story.replaceChildren(heading(known), ...story(found, cell.timezone));
      this.#offer(known);
    } catch (error) {
      const {message} = error as Error;
      if (!signal.aborted) this.#story.replaceChildren(heading(cell), el('p', {class: 'reason'}, message));
    }
  }

  #offer(cell: Cell): void {
    this.#again.offer(cell);
    if (!this.#again.element.isConnected) this.element.append(this.#again.element);
  }
}

function heading({app, start, end, timezone, state}: Cell): HTMLElement {
  return el(
    'p',
    {},
    el('b', {}, `${app}, ${windowText(start, end, timezone)}`),
    ` (${timezone}): `,
    el('span', {class: `state ${state}`}, state),
    `, ${cellLooks[state].meaning}`,
  );
}

function story(
  {state, fetchedAt, expires, reason, growth, counts, platforms}: WindowView,
  timezone: string,
): (HTMLElement | string)[] {
  const ages = growth.length > 1 || (growth.length === 1 && !counts) ? growth : [];
  const rows = [
    ...ages.map(({age, counts: then}) => row(`after ${age}`, then)),
    ...(counts ? [row('now', counts)] : []),
  ];
  return [
    ...(reason ? [el('p', {class: 'reason'}, reason)] : []),
    el('p', {class: 'note'}, fetchedText(fetchedAt, platforms, timezone)),
    ...(state === 'missing'
      ? [el('p', {class: 'note'}, `The vendor forgets it at ${timeText(expires, timezone)}.`)]
      : []),
    ...(rows.length > 0 ? [growthTable(rows)] : []),
  ];
}

function fetchedText(fetchedAt: number | null, platforms: readonly string[], timezone: string): string {
  if (fetchedAt === null) return 'Never fetched.';
  const named = platforms.length > 0 ? `; the answer named ${platforms.join(', ')}` : '';
  return `Fetched at ${timeText(fetchedAt, timezone)}${named}.`;
}

function growthTable(rows: readonly HTMLElement[]): HTMLElement {
  const headings = ['counts', 'sent', 'delivered', 'clicked', 'delivery rate'].map((text) =>
    el('th', {scope: 'col'}, text),
  );
  return el('table', {class: 'growth'}, el('thead', {}, el('tr', {}, ...headings)), el('tbody', {}, ...rows));
}

function row(age: string, counts: Sums): HTMLElement {
  const values = [countText(counts.sent), countText(counts.delivered), countText(counts.clicked)];
  const cells = [...values, percentText(ratesOf(counts).delivery)].map((text) => el('td', {}, text));
  return el('tr', {}, el('th', {scope: 'row'}, age), ...cells);
}
