import type {CoverageView, LiveView} from '../domain/console.js';
import type {PushView} from '../domain/push-view.js';
import {showActivity} from './activity.js';
import {Answers, type Panel} from './answers.js';
import {AppsBoard} from './apps-board.js';
import {BackfillForm} from './backfill.js';
import {Connection} from './connection.js';
import {CoverageGrid} from './coverage.js';
import {part} from './dom.js';
import {showFilters} from './filters.js';
import {listen} from './live.js';
import {caveatOf, clearNotice, showNotice} from './notice.js';
import {PushPage} from './push-page.js';
import {showTabs} from './tabs.js';
import {addressOf, filtersOf, readState, type ViewState} from './view-state.js';

type Change = (change: Partial<ViewState>) => void;

/** The page: what it shows follows from the address, the answers to it, and what the collector says of itself. */
class Page {
  readonly #apps = new AppsBoard();
  readonly #coverageGrid = new CoverageGrid();
  readonly #backfill = new BackfillForm();
  readonly #change: Change = (change) => this.#go({...this.#state, ...change});
  readonly #pushPage = new PushPage({go: (state) => this.#go(state), change: this.#change});
  readonly #connection = new Connection();
  readonly #windows: Panel = {load: (state, signal) => this.#loadCoverage(state, signal)};
  readonly #answers = new Answers(
    [this.#pushPage.findings, this.#windows, this.#pushPage.losses, this.#pushPage.campaigns],
    {
      onBegin: () => this.#begin(),
      onFigures: () => this.#succeed(),
      onFailure: (message) => this.#fail(message),
      onEnd: () => part('main').removeAttribute('aria-busy'),
    },
  );
  #state = readState(location.search);
  #coverage: CoverageView | undefined;
  #live: LiveView | undefined;
  /** Why what is shown is not of now. */
  #failure = '';

  start(): void {
    this.#frame();
    void this.#load();
    listen('api/live', {onView: (live) => this.#hear(live), onLost: () => this.#connection.lose(this.#zone)});
    addEventListener('popstate', () => this.#become(readState(location.search)));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
  }

  #go(state: ViewState): void {
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
    this.#failure = message;
    this.#frame();
    this.#tell();
  }

  #succeed(): void {
    this.#failure = '';
    this.#draw();
  }

  /** What somebody should know about what is shown. */
  #tell(): void {
    const [push, failure] = [this.#push, this.#failure];
    part('main').classList.toggle('old', failure !== '' && push !== undefined);
    const caveat = push && caveatOf(push, this.#coverage);
    if (failure)
      showNotice(failure + (push ? ' What is shown below is from before.' : ''), 'error', () => void this.#load());
    else if (caveat) showNotice(caveat, 'warning');
    else clearNotice();
  }

  #frame(): void {
    part('push').hidden = this.#state.view !== 'push' || !this.#push;
    part('collecting').hidden = this.#state.view !== 'collecting';
    showFilters(this.#state, this.#push, this.#coverage, this.#change);
    this.#frameApps();
  }

  #frameApps(): void {
    this.#apps.frame(this.#state, this.#live, this.#change);
    showTabs(this.#state, this.#push, this.#live, this.#apps.answer, (view) => this.#change({view}));
  }

  #draw(): void {
    this.#frame();
    if (!this.#push) return;
    this.#connection.tell(this.#zone);
    if (this.#state.view === 'push') this.#pushPage.show(this.#push, this.#state);
    this.#drawCoverage(this.#push);
  }

  /** What depends on the windows; the charts do not. */
  #drawCoverage(push: PushView): void {
    this.#tell();
    if (this.#state.view === 'collecting') this.#drawCollecting(push);
  }

  #drawCollecting({apps, timezone, to}: PushView): void {
    if (this.#coverage) this.#coverageGrid.show(this.#coverage);
    if (this.#coverage) this.#backfill.offer({...this.#coverage, apps, timezone, now: to});
    if (this.#live) showActivity(this.#live, timezone);
  }

  #hear(live: LiveView): void {
    const back = this.#connection.hear(live, this.#zone);
    this.#live = live;
    this.#frameApps();
    this.#coverageGrid.hear(live);
    if (this.#state.view === 'collecting') showActivity(live, this.#zone);
    this.#backfill.progress(live.backfill);
    if (back || this.#answers.areOlderThan(live)) void this.#load();
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
