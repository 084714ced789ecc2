import type {PushView} from '../domain/push-view.js';
import {CampaignPanel} from './campaigns.js';
import {Charts} from './charts.js';
import {part} from './dom.js';
import {showFigures} from './figures.js';
import {FindingsPanel} from './findings.js';
import {LossPanel} from './losses.js';
import {AppTable} from './table.js';
import type {ViewState} from './view-state.js';

export interface Navigation {
  go(state: ViewState): void;
  change(change: Partial<ViewState>): void;
}

/** How push is: the answer, then figures, then detail. Everything that is shown filters, or leads to what it is about. */
export class PushPage {
  readonly #charts = new Charts();
  readonly #table = new AppTable();
  readonly findings: FindingsPanel;
  readonly losses: LossPanel;
  readonly campaigns = new CampaignPanel();

  constructor(private readonly navigation: Navigation) {
    this.findings = new FindingsPanel({
      open: (state) => navigation.go(state),
      mark: (bands) => this.#charts.mark(bands),
    });
    this.losses = new LossPanel((change) => navigation.change(change));
  }

  show(view: PushView, state: ViewState): void {
    const change = (part: Partial<ViewState>) => this.navigation.change(part);
    part('push').classList.toggle('empty', view.totals === null);
    this.findings.show(state);
    showFigures(view, state, change);
    this.losses.show(state);
    this.#charts.show(view, state, change);
    this.#table.show(view, state, change);
    this.campaigns.show(state);
  }
}
