import {type CellState, stateOfLetter} from '../domain/console.js';
import {colour, el} from './dom.js';

/** What a cell means: height and mark tell it as well as colour does. */
interface CellLook {
  readonly property: string;
  /** Share of the row's height. */
  readonly height: number;
  readonly meaning: string;
}

export const cellLooks: Readonly<Record<CellState, CellLook>> = {
  settled: {property: '--settled', height: 1, meaning: 'final'},
  fresh: {property: '--fresh', height: 0.7, meaning: 'collected, counts still grow'},
  due: {property: '--due', height: 0.45, meaning: 'to be asked again'},
  missing: {property: '--missing', height: 1, meaning: 'not collected yet'},
  rejected: {property: '--rejected', height: 1, meaning: 'refused by the API'},
  expired: {property: '--expired', height: 0.25, meaning: 'not collected, and forgotten by the vendor'},
  unkept: {property: '--expired', height: 0.55, meaning: 'older than the database keeps points'},
  young: {property: '--line', height: 0.1, meaning: 'too young to be asked for'},
};

/** Draws a row of cells, the one under the pointer or the keys in a frame. */
export function drawCells(canvas: HTMLCanvasElement, cells: string, chosen: number | null): void {
  const {clientWidth, clientHeight} = canvas;
  [canvas.width, canvas.height] = [clientWidth * devicePixelRatio, clientHeight * devicePixelRatio];
  const pen = canvas.getContext('2d')!;
  const width = canvas.width / cells.length;
  const colours = palette();
  const gap = width > 4 * devicePixelRatio ? devicePixelRatio : 0;
  for (let index = 0; index < cells.length; index += 1) {
    drawCell(pen, stateOfLetter(cells[index])!, colours, {x: index * width, width: width - gap, height: canvas.height});
  }
  if (chosen === null) return;
  pen.strokeStyle = colours['--text']!;
  pen.lineWidth = 2 * devicePixelRatio;
  pen.strokeRect(chosen * width, pen.lineWidth / 2, Math.max(width - gap, 3), canvas.height - pen.lineWidth);
}

interface Box {
  readonly x: number;
  readonly width: number;
  readonly height: number;
}

/** Asked for once a row: a look into the style sheet takes its time. */
function palette(): Readonly<Record<string, string>> {
  const names = [...Object.values(cellLooks).map(({property}) => property), '--text', '--panel'];
  return Object.fromEntries(names.map((name) => [name, colour(name)]));
}

function drawCell(
  pen: CanvasRenderingContext2D,
  state: CellState,
  colours: ReturnType<typeof palette>,
  {x, width, height}: Box,
): void {
  const look = cellLooks[state];
  const top = height * (1 - look.height);
  pen.fillStyle = colours[look.property]!;
  // What is missing is hollow, what was refused is crossed out.
  if (state === 'missing') {
    pen.fillRect(x, 0, width, height * 0.22);
    pen.fillRect(x, height * 0.78, width, height * 0.22);
  } else pen.fillRect(x, top, width, height - top);
  if (state !== 'rejected') return;
  pen.fillStyle = colours['--panel']!;
  pen.fillRect(x, height * 0.42, width, height * 0.16);
}

/** One cell of each state, with what it means. */
export function cellLegend(): HTMLElement {
  const items = (Object.keys(cellLooks) as CellState[]).map((state) =>
    el('li', {}, legendCell(state), el('b', {}, state), ` ${cellLooks[state].meaning}`),
  );
  return el('ul', {class: 'legend cells'}, ...items);
}

function legendCell(state: CellState): HTMLCanvasElement {
  const canvas = el('canvas', {
    class: 'swatch',
    'aria-hidden': 'true',
    width: 14 * devicePixelRatio,
    height: 12 * devicePixelRatio,
  });
  drawCell(canvas.getContext('2d')!, state, palette(), {x: 0, width: canvas.width, height: canvas.height});
  return canvas;
}
