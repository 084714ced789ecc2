import type {BackfillView, LiveView} from '../domain/console.js';
import {act} from './api.js';
import {type Cell, failed} from './coverage-order.js';
import {el} from './dom.js';

/** The window that was asked for again, and since when. */
interface Asked {
  readonly cell: Cell;
  readonly at: number;
}

/** Asks for a window again that failed, and tells what comes of it. */
export class AskAgain {
  readonly element = el('div', {class: 'again', role: 'status'});
  readonly #button = el('button', {type: 'button', class: 'primary', 'data-key': 'ask again'}, 'Ask again');
  readonly #told = el('p', {});
  #cell: Cell | undefined;
  #asked: Asked | undefined;

  /** `onEnd`: what is known of the window has changed, or not. */
  constructor(private readonly onEnd: (cell: Cell) => void) {
    this.#button.addEventListener('click', () => void this.#ask(this.#cell!));
    this.element.append(this.#button, this.#told);
  }

  /** Offers it for a window that failed. */
  offer(cell: Cell): void {
    const same = this.#cell && isSame(this.#cell, cell);
    this.#cell = cell;
    this.#button.hidden = !failed.includes(cell.state);
    if (!same) this.#tell('');
  }

  hear({backfill, now}: LiveView): void {
    if (!this.#asked || now <= this.#asked.at) return;
    const {cell} = this.#asked;
    const outcome = outcomeOf(cell, backfill);
    if (outcome === undefined) return;
    this.#asked = undefined;
    this.#button.disabled = false;
    if (!this.#cell || !isSame(this.#cell, cell)) return;
    this.#tell(outcome.text, outcome.bad);
    this.onEnd(cell);
  }

  async #ask(cell: Cell): Promise<void> {
    const {app, report, step, start} = cell;
    this.#button.disabled = true;
    this.#tell('Asking …');
    try {
      const {at} = await act<{readonly at: number}>('api/ask', {app, report, step, start: String(start)});
      this.#asked = {cell, at};
      if (isSame(this.#cell!, cell)) this.#tell('Asked for again, after whatever is due …');
    } catch (error) {
      this.#button.disabled = false;
      if (isSame(this.#cell!, cell)) this.#tell((error as Error).message, true);
    }
  }

  #tell(text: string, bad = false): void {
    this.#told.textContent = text;
    this.#told.className = bad ? 'reason' : '';
  }
}

/** Undefined: not yet. */
function outcomeOf(
  cell: Cell,
  backfill: BackfillView | null,
): {readonly text: string; readonly bad: boolean} | undefined {
  if (!backfill) return {text: 'The collector has been restarted meanwhile: ask again.', bad: true};
  const {from, pieces} = backfill;
  const own = pieces.find(({app, report, step}) => app === cell.app && report === cell.report && step === cell.step);
  if (from !== cell.start || !own) return {text: 'Something else was asked for meanwhile.', bad: true};
  if (own.state === 'waiting' || own.state === 'running') return undefined;
  if (own.state === 'done') return {text: 'Asked again just now: this is the answer.', bad: false};
  return {text: own.error === '' ? 'It was stopped.' : `It failed: ${own.error}`, bad: true};
}

function isSame(a: Cell, b: Cell): boolean {
  return a.app === b.app && a.report === b.report && a.step === b.step && a.start === b.start;
}
