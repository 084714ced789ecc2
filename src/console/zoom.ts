import type {PushView} from '../domain/push-view.js';
import type uPlot from './uplot.js';

/** Windows from one to another, both included. */
export interface Picked {
  readonly from: number;
  readonly to: number;
}

export interface Zoom {
  onZoom(picked: Picked): void;
  onBack(): void;
}

/** So few pixels are a click. */
const DRAGGED_PX = 5;

/** A span of windows picked in a chart: drawn with the pointer, or with Shift and the arrow keys and then Enter. */
export class SpanPicker {
  #anchor: number | undefined;

  constructor(
    private readonly view: PushView,
    private readonly zoom: Zoom,
  ) {}

  /** How the plot has to behave. */
  readonly cursor: Partial<uPlot.Cursor> = {
    drag: {x: true, y: false, setScale: false},
    // Charts share the pointer, and not what is drawn with it.
    sync: {key: 'push', filters: {pub: isPointing, sub: isPointing}},
    bind: {dblclick: () => () => this.#back()},
  };

  /** When the pointer has let go. */
  take(plot: uPlot): void {
    const {left, width} = plot.select;
    if (width === 0) return;
    this.#clear(plot);
    if (width < DRAGGED_PX) return;
    const {times} = this.view;
    const at = (x: number) => indexAt(this.view, plot.posToVal(x, 'x'));
    if (times.length > 0) this.zoom.onZoom({from: at(left), to: at(left + width)});
  }

  /** Whether the key was meant for it. `index`: the window under the cursor, before and after the key. */
  press(plot: uPlot, {key, shiftKey}: KeyboardEvent, [before, after]: readonly [number, number]): boolean {
    if (key === 'Escape') {
      if (this.#anchor === undefined) this.#back();
      this.#clear(plot);
    } else if (key === 'Enter' && this.#anchor !== undefined) {
      const picked = {from: Math.min(this.#anchor, after), to: Math.max(this.#anchor, after)};
      this.#clear(plot);
      this.zoom.onZoom(picked);
    } else if (shiftKey && before !== after) {
      this.#anchor ??= before;
      this.#draw(plot, Math.min(this.#anchor, after), Math.max(this.#anchor, after));
    } else if (before !== after) this.#clear(plot);
    else return false;
    return true;
  }

  #draw(plot: uPlot, from: number, to: number): void {
    const {times, end} = this.view;
    const left = plot.valToPos(times[from]!, 'x');
    const width = plot.valToPos(times[to + 1] ?? end, 'x') - left;
    plot.setSelect({left, width, top: 0, height: plot.over.clientHeight}, false);
  }

  #clear(plot: uPlot): void {
    this.#anchor = undefined;
    plot.setSelect({left: 0, width: 0, top: 0, height: 0}, false);
  }

  #back(): null {
    this.zoom.onBack();
    return null;
  }
}

function isPointing(type: string): boolean {
  return type === 'mousemove' || type === 'mouseleave';
}

/** The window in which a time lies; the nearest of those that are shown. */
function indexAt({times}: PushView, time: number): number {
  const index = times.findLastIndex((start) => start <= time);
  return Math.max(0, index);
}
