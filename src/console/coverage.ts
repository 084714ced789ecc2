import type {CoverageView} from '../domain/console.js';
import {ask} from './api.js';
import {type CellDetail, cellDetail} from './cell-detail.js';
import {cellLegend, drawCells, stateOfLetter} from './cells.js';
import {headingText, holeText, summaryText} from './coverage-text.js';
import {el, part} from './dom.js';
import {timeText} from './format.js';

interface CellPosition {
  readonly row: number;
  readonly cell: number;
}

/** Apps × windows. The pointer or the arrow keys choose a cell; what is known of it is shown below. */
export class CoverageGrid {
  readonly #detail: CellDetail = cellDetail();
  readonly #stage = el('div', {
    class: 'grid',
    tabindex: '0',
    role: 'group',
    'aria-label': 'Windows of each app. Arrow keys move from window to window, Enter tells more.',
    'data-key': 'grid',
  });
  readonly #heading = el('h2', {}, 'Coverage');
  readonly #span = el('p', {class: 'note axis'});
  readonly #hole = el('p', {class: 'note'});
  readonly #redraw = new ResizeObserver(() => this.#draw());
  #view: CoverageView | undefined;
  #canvases: HTMLCanvasElement[] = [];
  #chosen: CellPosition | undefined;

  constructor() {
    part('coverage').replaceChildren(
      this.#heading,
      this.#hole,
      this.#stage,
      this.#span,
      this.#detail.element,
      cellLegend(),
    );
    this.#stage.addEventListener('keydown', (event) => this.#press(event));
    this.#redraw.observe(this.#stage);
  }

  show(view: CoverageView): void {
    const same =
      this.#view?.rows.length === view.rows.length && this.#view.rows.every(({app}, i) => app === view.rows[i]!.app);
    this.#view = view;
    this.#heading.textContent = headingText(view);
    const starts = Object.values(view.grids)[0] ?? [];
    const ends = [starts[0] ?? view.from, starts.at(-1) ?? view.to].map((at) =>
      el('span', {}, timeText(at, view.timezone)),
    );
    this.#span.replaceChildren(...ends);
    this.#hole.textContent = holeText(view);
    if (same) this.#tell();
    else this.#build(view);
    this.#draw();
  }

  /** Undefined when it is refused: what is not known is not shown, but why. */
  load(filters: Readonly<Record<string, string>>, signal: AbortSignal): Promise<CoverageView | undefined> {
    const refused = (error: Error) => (signal.aborted ? undefined : this.#fail(error));
    return ask<CoverageView>('api/coverage', filters, signal).catch(refused);
  }

  #fail({message}: Error): undefined {
    this.#view = this.#chosen = undefined;
    this.#canvases = [];
    this.#heading.textContent = 'Coverage';
    this.#hole.textContent = '';
    this.#stage.replaceChildren();
    this.#span.replaceChildren(message);
  }

  #build({rows}: CoverageView): void {
    this.#chosen = undefined;
    this.#canvases = rows.map((_, row) => this.#canvas(row));
    const line = ({app, cells}: CoverageView['rows'][number], row: number) =>
      el(
        'tr',
        {},
        el('th', {scope: 'row'}, app),
        el('td', {}, this.#canvases[row]),
        el('td', {class: 'summary'}, summaryText(cells)),
      );
    this.#stage.replaceChildren(el('table', {}, el('tbody', {}, ...rows.map(line))));
  }

  #tell(): void {
    this.#stage.querySelectorAll('.summary').forEach((cell, row) => {
      cell.textContent = summaryText(this.#view!.rows[row]!.cells);
    });
  }

  #canvas(row: number): HTMLCanvasElement {
    const canvas = el('canvas', {'aria-hidden': 'true'});
    const cellAt = (event: MouseEvent) =>
      Math.floor((event.offsetX / canvas.clientWidth) * this.#view!.rows[row]!.cells.length);
    canvas.addEventListener('mousemove', (event) => this.#choose({row, cell: cellAt(event)}));
    canvas.addEventListener('click', (event) => this.#choose({row, cell: cellAt(event)}));
    return canvas;
  }

  #press(event: KeyboardEvent): void {
    const rows = this.#view?.rows ?? [];
    const {row, cell} = this.#chosen ?? {row: 0, cell: (rows[0]?.cells.length ?? 0) - 1};
    const last = (rows[row]?.cells.length ?? 0) - 1;
    const moves: Record<string, CellPosition> = {
      ArrowLeft: {row, cell: cell - 1},
      ArrowRight: {row, cell: cell + 1},
      ArrowUp: {row: row - 1, cell},
      ArrowDown: {row: row + 1, cell},
      Home: {row, cell: 0},
      End: {row, cell: last},
      Enter: {row, cell},
    };
    const to = moves[event.key];
    if (!to) return;
    event.preventDefault();
    this.#choose(this.#chosen ? to : {row, cell});
    this.#canvases[this.#chosen?.row ?? 0]?.scrollIntoView({block: 'nearest'});
  }

  #choose(place: CellPosition): void {
    const chosen = this.#view?.rows[place.row];
    const grid = chosen && this.#view!.grids[chosen.timezone];
    if (!chosen || !grid || !stateOfLetter(chosen.cells[place.cell])) return;
    const before = this.#chosen;
    if (before?.row === place.row && before.cell === place.cell) return;
    this.#chosen = place;
    this.#draw(new Set([before?.row ?? place.row, place.row]));
    const window = {start: grid[place.cell]!, end: grid[place.cell + 1]!};
    const {report, step} = this.#view!;
    this.#detail.show({...chosen, ...window, report, step, state: stateOfLetter(chosen.cells[place.cell])!});
  }

  #draw(only?: ReadonlySet<number>): void {
    this.#canvases.forEach((canvas, row) => {
      if (only && !only.has(row)) return;
      const chosen = this.#chosen?.row === row ? this.#chosen.cell : null;
      drawCells(canvas, this.#view!.rows[row]!.cells, chosen);
    });
  }
}
