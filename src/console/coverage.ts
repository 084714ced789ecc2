import type {CoverageView, LiveView} from '../domain/console.js';
import {ask} from './api.js';
import {CellDetail} from './cell-detail.js';
import {type CellPosition, placeAfter} from './cell-keys.js';
import {cellLegend, drawCells} from './cells.js';
import {asBefore, cellAt, hasSameRows, isAlike, textsOf, unhealthyFirst} from './coverage-order.js';
import {summaryText} from './coverage-text.js';
import {el, part} from './dom.js';

/**
 * Apps × windows. The pointer or the arrow keys choose a cell, and what is known of it stands beside the grid. A click or Enter pins it:
 * then the pointer may go elsewhere.
 */
export class CoverageGrid {
  readonly #detail = new CellDetail(() => this.#unpin());
  readonly #stage = el('div', {
    class: 'grid',
    tabindex: '0',
    role: 'group',
    'aria-label': 'Windows of each app. Arrow keys move from window to window, Enter pins one, Escape lets it go.',
    'data-key': 'grid',
  });
  readonly #heading = el('h2', {}, 'Coverage');
  readonly #notes = el('div', {});
  readonly #span = el('p', {class: 'note axis'});
  readonly #redraw = new ResizeObserver(() => this.#draw());
  #view: CoverageView | undefined;
  #canvases: HTMLCanvasElement[] = [];
  #chosen: CellPosition | undefined;
  #pinned = false;

  constructor() {
    const grid = el('div', {class: 'windows'}, this.#stage, this.#span, cellLegend());
    const both = el('div', {class: 'beside'}, grid, this.#detail.element);
    part('coverage').replaceChildren(this.#heading, this.#notes, both);
    this.#stage.addEventListener('keydown', (event) => this.#press(event));
    this.#redraw.observe(this.#stage);
  }

  show(found: CoverageView): void {
    const before = this.#view;
    const rows = before && this.#isInUse(found) ? asBefore(found.rows, before.rows) : unhealthyFirst(found.rows);
    const view = {...found, rows};
    this.#view = view;
    const {title, notes, ends} = textsOf(view);
    this.#heading.textContent = title;
    this.#notes.replaceChildren(...notes.map((text) => el('p', {class: 'note'}, text)));
    this.#span.replaceChildren(...ends.map((text) => el('span', {}, text)));
    if (before && hasSameRows(before, view)) this.#tell(before);
    else this.#build(view);
    this.#draw();
  }

  hear(live: LiveView): void {
    this.#detail.hear(live);
  }

  /** Rows do not move under the hands of somebody who looks at one of their windows. */
  #isInUse(found: CoverageView): boolean {
    const looked = this.#pinned || this.#stage.matches(':hover, :focus-within');
    return looked && isAlike(this.#view!, found);
  }

  /** Undefined when it is refused: what is not known is not shown, but why. */
  load(filters: Readonly<Record<string, string>>, signal: AbortSignal): Promise<CoverageView | undefined> {
    const refused = (error: Error) => (signal.aborted ? undefined : this.#fail(error));
    return ask<CoverageView>('api/coverage', filters, signal).catch(refused);
  }

  #fail({message}: Error): undefined {
    this.#view = this.#chosen = undefined;
    this.#unpin();
    this.#canvases = [];
    this.#heading.textContent = 'Coverage';
    this.#notes.replaceChildren();
    this.#stage.replaceChildren();
    this.#span.replaceChildren(message);
  }

  #build({rows}: CoverageView): void {
    this.#chosen = undefined;
    this.#unpin();
    this.#canvases = rows.map((_, row) => this.#canvas(row));
    const line = (each: CoverageView['rows'][number], row: number) =>
      el(
        'tr',
        {},
        el('th', {scope: 'row', title: each.app}, each.app),
        el('td', {}, this.#canvases[row]),
        el('td', {class: 'summary'}, summaryText(each.cells)),
      );
    this.#stage.replaceChildren(el('table', {}, el('tbody', {}, ...rows.map(line))));
  }

  /** Windows that have become too old leave at the left: what is chosen goes with its own. One that has changed is told of anew. */
  #tell(before: CoverageView): void {
    const {rows, grids} = this.#view!;
    this.#stage.querySelectorAll('.summary').forEach((cell, row) => {
      cell.textContent = summaryText(rows[row]!.cells);
    });
    if (!this.#chosen) return;
    const {row, cell} = this.#chosen;
    const {timezone} = rows[row]!;
    const moved = grids[timezone]!.indexOf(before.grids[timezone]![cell]!);
    this.#chosen = moved < 0 ? undefined : {row, cell: moved};
    const now = this.#chosen && cellAt(this.#view!, this.#chosen);
    if (!now) this.#unpin();
    else if (now.state !== cellAt(before, {row, cell})!.state) this.#detail.show(now);
  }

  #canvas(row: number): HTMLCanvasElement {
    const canvas = el('canvas', {'aria-hidden': 'true'});
    const cellAt = (event: MouseEvent) =>
      Math.floor((event.offsetX / canvas.clientWidth) * this.#view!.rows[row]!.cells.length);
    canvas.addEventListener('mousemove', (event) => this.#pinned || this.#choose({row, cell: cellAt(event)}));
    canvas.addEventListener('click', (event) => this.#pin({row, cell: cellAt(event)}));
    return canvas;
  }

  #pin(place: CellPosition): void {
    this.#choose(place);
    this.#pinned = this.#chosen !== undefined;
    this.#detail.pin(this.#pinned);
    this.#draw();
  }

  #unpin(): void {
    this.#pinned = false;
    this.#detail.pin(false);
  }

  #press(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.#unpin();
    const to = placeAfter(event.key, this.#chosen, this.#view?.rows ?? []);
    if (!to) return;
    event.preventDefault();
    if (event.key === 'Enter') this.#pin(to);
    else this.#choose(to);
    this.#canvases[this.#chosen?.row ?? 0]?.scrollIntoView({block: 'nearest'});
  }

  #choose(place: CellPosition): void {
    const cell = this.#view && cellAt(this.#view, place);
    if (!cell) return;
    const before = this.#chosen;
    if (before?.row === place.row && before.cell === place.cell) return;
    this.#chosen = place;
    this.#draw(new Set([before?.row ?? place.row, place.row]));
    this.#detail.show(cell);
  }

  #draw(only?: ReadonlySet<number>): void {
    this.#canvases.forEach((canvas, row) => {
      if (only && !only.has(row)) return;
      const chosen = this.#chosen?.row === row ? this.#chosen.cell : null;
      drawCells(canvas, this.#view!.rows[row]!.cells, chosen);
    });
  }
}
