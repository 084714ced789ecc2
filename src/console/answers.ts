import type {LiveView} from '../domain/console.js';
import type {PushView} from '../domain/push-view.js';
import {ask} from './api.js';
import {figureFiltersOf, filtersOf, type ViewState} from './view-state.js';

/** Something beside the figures, which asks for itself and draws itself. Its promise does not fail: the rest of the page stays good. */
export interface Panel {
  load(state: ViewState, signal: AbortSignal): Promise<void>;
}

export interface Reader {
  onBegin(): void;
  onFigures(): void;
  /** The figures are of the filters, yet from before; or there are none. */
  onFailure(message: string): void;
  onEnd(): void;
}

/** While windows come in, figures are fetched again at most so often. */
const REFRESH_S = 5;

/** The answers to what the address asks for: the figures first, and then one panel after the other, so that the figures need not wait. */
export class Answers {
  push: PushView | undefined;
  #asking: AbortController | undefined;
  #filters = '';
  /** What the collector said when it was asked. */
  #begun: LiveView | undefined;

  constructor(
    private readonly panels: readonly Panel[],
    private readonly reader: Reader,
  ) {}

  async load(state: ViewState, live: LiveView | undefined): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    const {signal} = asking;
    this.#asking = asking;
    this.#begun = live;
    this.reader.onBegin();
    try {
      this.push = await ask<PushView>('api/push', figureFiltersOf(state), signal);
      this.#filters = JSON.stringify(filtersOf(state));
      this.reader.onFigures();
      for (const panel of this.panels) if (!signal.aborted) await panel.load(state, signal);
    } catch (error) {
      if (!signal.aborted) this.#fail(state, error as Error);
    }
    if (signal.aborted) return;
    this.#asking = undefined;
    this.reader.onEnd();
  }

  /** What was shown before stays; not under filters that it is not of. */
  #fail(state: ViewState, {message}: Error): void {
    if (this.#filters !== JSON.stringify(filtersOf(state))) this.push = undefined;
    this.reader.onFailure(message);
  }

  /** What is on its way is not given up for something newer: under a steady stream of windows nothing would ever be shown. */
  areOlderThan(live: LiveView): boolean {
    // The first that is heard may be from before the answer or from after it; what comes next tells.
    this.#begun ??= live;
    const {collected, now} = this.#begun;
    return !this.#asking && live.collected !== collected && live.now - now >= REFRESH_S;
  }
}
