import type {CoverageView, LiveView} from '../domain/console.js';
import type {PushView} from '../domain/push-view.js';
import {showActivity} from './activity.js';
import {Answers} from './answers.js';
import {BackfillForm} from './backfill.js';
import {showCards} from './cards.js';
import {Charts} from './charts.js';
import {CoverageGrid} from './coverage.js';
import {part} from './dom.js';
import {showFilters} from './filters.js';
import {clockText} from './format.js';
import {showFunnel} from './funnel.js';
import {listen} from './live.js';
import {LossPanel} from './losses.js';
import {caveatOf, clearNotice, showConnection, showNotice} from './notice.js';
import {showTable} from './table.js';
import {showTabs} from './tabs.js';
import {addressOf, filtersOf, readState, type ViewState} from './view-state.js';

/** The page: what it shows follows from the address, the answers to it, and what the collector says of itself. */
class Page {
  readonly #coverageGrid = new CoverageGrid();
  readonly #backfill = new BackfillForm();
  readonly #losses = new LossPanel();
  readonly #charts = new Charts();
  readonly #answers = new Answers([{load: (state, signal) => this.#loadCoverage(state, signal)}, this.#losses], {
    onBegin: () => this.#begin(),
    onFigures: () => this.#draw(),
    onFailure: (message) => this.#fail(message),
    onEnd: () => part('main').removeAttribute('aria-busy'),
  });
  #state = readState(location.search);
  #coverage: CoverageView | undefined;
  #live: LiveView | undefined;
  #lost = false;

  start(): void {
    this.#frame();
    void this.#load();
    listen('api/live', {onView: (live) => this.#hear(live), onLost: () => this.#lose()});
    addEventListener('popstate', () => this.#become(readState(location.search)));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
  }

  #change(change: Partial<ViewState>): void {
    const state = {...this.#state, ...change};
    history.pushState(null, '', addressOf(state));
    this.#become(state);
  }

  #become(state: ViewState): void {
    const same = JSON.stringify(filtersOf(state)) === JSON.stringify(filtersOf(this.#state));
    this.#state = state;
    this.#frame();
    if (same) this.#draw();
    else void this.#load();
  }

  #load(): Promise<void> {
    return this.#answers.load(this.#state, this.#live);
  }

  #begin(): void {
    part('main').setAttribute('aria-busy', 'true');
    if (!this.#push) showNotice('Reading the figures …');
  }

  async #loadCoverage(state: ViewState, signal: AbortSignal): Promise<void> {
    this.#coverage = await this.#coverageGrid.load(filtersOf(state), signal);
    if (signal.aborted || !this.#push) return;
    this.#frame();
    this.#drawCoverage(this.#push);
  }

  /** What was shown before stays, and says that it is old. */
  #fail(message: string): void {
    if (!this.#push) this.#coverage = undefined;
    this.#frame();
    showNotice(message + (this.#push ? ' What is shown below is from before.' : ''), 'error', () => void this.#load());
    part('main').classList.toggle('old', this.#push !== undefined);
  }

  #frame(): void {
    part('push').hidden = this.#state.view !== 'push' || !this.#push;
    part('collecting').hidden = this.#state.view !== 'collecting';
    showFilters(this.#state, this.#push, this.#coverage, (change) => this.#change(change));
    showTabs(this.#state, this.#push, this.#live, (view) => this.#change({view}));
  }

  #draw(): void {
    this.#frame();
    if (!this.#push) return;
    part('main').classList.remove('old');
    this.#tellTime();
    if (this.#state.view === 'push') this.#drawPush(this.#push);
    this.#drawCoverage(this.#push);
  }

  /** What depends on the windows; the charts do not. */
  #drawCoverage(push: PushView): void {
    const caveat = caveatOf(push, this.#coverage);
    if (caveat) showNotice(caveat, 'warning');
    else clearNotice();
    if (this.#state.view === 'collecting') this.#drawCollecting(push);
  }

  #drawPush(view: PushView): void {
    part('push').classList.toggle('empty', view.totals === null);
    showCards(view);
    showFunnel(view);
    this.#losses.show(this.#state);
    this.#charts.show(view, this.#state, (change) => this.#change(change));
    showTable(view, this.#state, (change) => this.#change(change));
  }

  #drawCollecting({apps, timezone, to}: PushView): void {
    if (this.#coverage) this.#coverageGrid.show(this.#coverage);
    if (this.#coverage) this.#backfill.offer({...this.#coverage, apps, timezone, now: to});
    if (this.#live) showActivity(this.#live, timezone);
  }

  #hear(live: LiveView): void {
    const back = this.#lost;
    this.#lost = false;
    this.#live = live;
    this.#tellTime();
    showTabs(this.#state, this.#push, live, (view) => this.#change({view}));
    if (this.#state.view === 'collecting') showActivity(live, this.#zone);
    this.#backfill.progress(live.backfill);
    if (back || this.#answers.areOlderThan(live)) void this.#load();
  }

  #tellTime(): void {
    if (this.#live && !this.#lost) showConnection(`live, ${clockText(this.#live.now, this.#zone)}`, true);
  }

  #lose(): void {
    this.#lost = true;
    const since = this.#live ? ` Figures are from ${clockText(this.#live.now, this.#zone)}.` : '';
    showConnection(`Connection lost, trying again.${since}`, false);
  }

  get #push(): PushView | undefined {
    return this.#answers.push;
  }

  /** The data's, as soon as it is known. */
  get #zone(): string {
    return this.#push?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  }
}

new Page().start();
