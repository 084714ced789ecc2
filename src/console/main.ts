import type {CoverageView, LiveView} from '../domain/console.js';
import type {PushView} from '../domain/push-view.js';
import {showActivity} from './activity.js';
import {ask} from './api.js';
import {AppsBoard} from './apps-board.js';
import {BackfillForm} from './backfill.js';
import {CampaignPanel} from './campaigns.js';
import {showCards} from './cards.js';
import {Charts} from './charts.js';
import {CoverageGrid} from './coverage.js';
import {part} from './dom.js';
import {showFilters} from './filters.js';
import {showFunnel} from './funnel.js';
import {listen} from './live.js';
import {LossPanel} from './losses.js';
import {showCaveat, showLive, showLost, showNotice} from './notice.js';
import {showTable} from './table.js';
import {showTabs} from './tabs.js';
import {addressOf, figureFiltersOf, filtersOf, readState, type ViewState} from './view-state.js';

/** While windows come in, figures are fetched again at most so often; what is on its way is not given up, or nothing would ever be shown. */
const REFRESH_S = 5;

/** The page: what it shows follows from the address, the answers to it, and what the collector says of itself. */
class Page {
  readonly #apps = new AppsBoard();
  readonly #coverageGrid = new CoverageGrid();
  readonly #backfill = new BackfillForm();
  readonly #besides = [new LossPanel(), new CampaignPanel()];
  readonly #charts = new Charts();
  #state = readState(location.search);
  #push: PushView | undefined;
  #coverage: CoverageView | undefined;
  #live: LiveView | undefined;
  #asking = new AbortController();
  #lost = false;
  #loaded = {filters: '', collected: 0, at: 0};

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
    void (same ? this.#draw() : this.#load());
  }

  async #load(): Promise<void> {
    this.#asking.abort();
    this.#asking = new AbortController();
    const [{signal}, filters] = [this.#asking, filtersOf(this.#state)];
    this.#loaded = {...this.#loaded, collected: this.#live?.collected ?? 0, at: this.#live?.now ?? 0};
    part('main').setAttribute('aria-busy', 'true');
    if (!this.#push) showNotice('Reading the figures …');
    try {
      this.#push = await ask<PushView>('api/push', figureFiltersOf(this.#state), signal);
      this.#loaded.filters = JSON.stringify(filters);
      this.#draw();
      // Only then: the figures need not wait while the database works on both.
      this.#coverage = await this.#coverageGrid.load(filters, signal);
      if (signal.aborted) return;
      this.#frame();
      this.#drawCoverage(this.#push);
      await Promise.all(this.#besides.map((panel) => panel.load(figureFiltersOf(this.#state), signal)));
    } catch (error) {
      if (!signal.aborted) this.#fail(error as Error);
    }
    if (!signal.aborted) part('main').removeAttribute('aria-busy');
  }

  /** What was shown before stays, and says that it is old; not under filters that it is not of. */
  #fail({message}: Error): void {
    if (this.#loaded.filters !== JSON.stringify(filtersOf(this.#state))) this.#push = this.#coverage = undefined;
    this.#frame();
    showNotice(message + (this.#push ? ' What is shown below is from before.' : ''), 'error', () => void this.#load());
    part('main').classList.toggle('old', this.#push !== undefined);
  }

  #frame(): void {
    part('push').hidden = this.#state.view !== 'push' || !this.#push;
    part('collecting').hidden = this.#state.view !== 'collecting';
    showFilters(this.#state, this.#push, this.#coverage, (change) => this.#change(change));
    this.#frameApps();
  }

  #frameApps(): void {
    this.#apps.frame(this.#state, this.#live, (change) => this.#change(change));
    showTabs(this.#state, this.#push, this.#live, this.#apps.answer, (view) => this.#change({view}));
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
    showCaveat(push, this.#coverage);
    if (this.#state.view === 'collecting') this.#drawCollecting(push);
  }

  #drawPush(view: PushView): void {
    part('push').classList.toggle('empty', view.totals === null);
    showCards(view);
    showFunnel(view);
    for (const panel of this.#besides) panel.show(figureFiltersOf(this.#state));
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
    [this.#live, this.#lost] = [live, false];
    this.#tellTime();
    this.#frameApps();
    this.#coverageGrid.hear(live);
    if (this.#state.view === 'collecting') showActivity(live, this.#zone);
    this.#backfill.progress(live.backfill);
    const idle = !part('main').hasAttribute('aria-busy');
    const news = idle && live.collected !== this.#loaded.collected && live.now - this.#loaded.at >= REFRESH_S;
    if (back || news) void this.#load();
  }

  #tellTime(): void {
    if (this.#live && !this.#lost) showLive(this.#live, this.#zone);
  }

  #lose(): void {
    this.#lost = true;
    showLost(this.#live, this.#zone);
  }

  get #zone(): string {
    return this.#push?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  }
}

new Page().start();
