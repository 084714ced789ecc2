import type {CampaignCounts, CampaignView} from '../domain/campaign-view.js';
import {type Rates, ratesOf, type Sums} from '../domain/rates.js';
import type {Panel} from './answers.js';
import {ask} from './api.js';
import {el, part, show, sortHeading} from './dom.js';
import {countText, percentText, timeText} from './format.js';
import {lookOf, swatch} from './platforms.js';
import {figureFiltersOf, type ViewState} from './view-state.js';

/** A column that the table can be sorted by: texts go up, numbers go down. */
interface Column {
  readonly title: string;
  readonly of: (row: CampaignCounts) => string | number | null;
}

const counts: readonly (keyof Sums)[] = ['total', 'sent', 'delivered', 'clicked'];
const rates: readonly (keyof Rates)[] = ['send', 'delivery', 'click'];

const columns: Readonly<Record<string, Column>> = {
  name: {title: 'campaign', of: ({name}) => name},
  app: {title: 'app', of: ({app}) => app},
  ...Object.fromEntries(
    counts.map((name) => [
      name,
      {title: name === 'total' ? 'sendable' : name, of: (row) => row.counts[name]} as Column,
    ]),
  ),
  ...Object.fromEntries(rates.map((name) => [name, {title: `${name} rate`, of: (row) => row.rates[name]} as Column])),
  seen: {title: 'first seen', of: ({appearedAt}) => secondsOf(appearedAt)},
};

/** Campaigns that were first seen in the span, with their platforms on demand. Nothing is shown where there is none. */
export class CampaignPanel implements Panel {
  #filters = '';
  #answer: CampaignView | Error | undefined;
  #sort = 'seen';
  readonly #open = new Set<string>();

  /** Without an answer the rest of the page is as good as before. */
  async load(state: ViewState, signal: AbortSignal): Promise<void> {
    const filters = figureFiltersOf(state);
    const asked = Object.entries(filters).filter(([name]) => ['app', 'last', 'from', 'to'].includes(name));
    const failed = (error: Error) => error;
    const answer = await ask<CampaignView>('api/campaigns', Object.fromEntries(asked), signal).catch(failed);
    if (signal.aborted) return;
    this.#filters = JSON.stringify(filters);
    this.#answer = answer;
    this.show(state);
  }

  /** Under other filters than those of the latest answer: nothing. */
  show(state: ViewState): void {
    const content = JSON.stringify(figureFiltersOf(state)) === this.#filters ? this.#content() : [];
    part('campaigns').hidden = content.length === 0;
    show(part('campaigns'), ...content);
  }

  #content(): HTMLElement[] {
    const view = this.#answer;
    const heading = el('h2', {}, 'Campaigns');
    if (view instanceof Error) return [heading, el('p', {class: 'bad'}, view.message)];
    if (!view || view.rows.length === 0) return [];
    const note = 'Those that were first seen in this span. Platforms need not add up to the campaign.';
    return [heading, el('p', {class: 'note'}, note), this.#table(view)];
  }

  #table({rows, timezone}: CampaignView): HTMLElement {
    const shown = Object.keys(columns).filter((key) => key !== 'app' || new Set(rows.map(({app}) => app)).size > 1);
    const {of} = columns[this.#sort]!;
    const sorted = rows.toSorted((a, b) => compare(of(a), of(b)));
    const heading = (key: string) => {
      const direction = key === 'name' || key === 'app' ? 'ascending' : 'descending';
      const pick = () => this.#become(() => (this.#sort = key));
      return sortHeading(key, this.#sort === key ? direction : 'none', pick, columns[key]!.title);
    };
    const head = el('tr', {}, ...shown.map(heading), el('th', {scope: 'col'}, 'counts are'));
    return el(
      'div',
      {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Campaigns by name', 'data-key': 'campaigns'},
      el(
        'table',
        {},
        el('thead', {}, head),
        el('tbody', {}, ...sorted.flatMap((row) => this.#lines(row, shown.includes('app'), timezone))),
      ),
    );
  }

  #lines(row: CampaignCounts, withApp: boolean, timezone: string): HTMLElement[] {
    const key = `${row.app} ${row.taskId}`;
    const isOpen = this.#open.has(key);
    const toggle = () => this.#become(() => (isOpen ? this.#open.delete(key) : this.#open.add(key)));
    const button = {type: 'button', class: 'link', 'data-key': `campaign ${key}`, click: toggle};
    const name =
      row.platforms.length > 0 ? el('button', {...button, 'aria-expanded': String(isOpen)}, row.name) : row.name;
    const line = el(
      'tr',
      {'data-task': row.taskId, 'data-key': `row ${key}`},
      el('th', {scope: 'row'}, name, el('small', {}, row.taskId)),
      withApp && el('td', {class: 'text'}, row.app),
      ...figures(row.counts, row.rates),
      el('td', {}, timeText(secondsOf(row.appearedAt), timezone)),
      el(
        'td',
        {class: row.outcome === 'ok' ? 'text' : 'text bad'},
        stateOf(row),
        el('small', {}, ageOf(row, timezone)),
      ),
    );
    return [line, ...(isOpen ? row.platforms.map((platform) => platformLine(platform, withApp)) : [])];
  }

  #become(change: () => unknown): void {
    change();
    show(part('campaigns'), ...this.#content());
  }
}

function platformLine(
  {platform, event, counts: own}: CampaignCounts['platforms'][number],
  withApp: boolean,
): HTMLElement {
  const name = el('th', {scope: 'row'}, swatch(platform), lookOf(platform).label, el('small', {}, event));
  return el(
    'tr',
    {class: 'platform'},
    name,
    withApp && el('td'),
    ...figures(own, ratesOf(own)),
    el('td', {colspan: 2}),
  );
}

function figures(sums: Sums, shares: Rates): HTMLElement[] {
  const texts = [...counts.map((name) => countText(sums[name])), ...rates.map((name) => percentText(shares[name]))];
  return texts.map((text) => el('td', {}, text));
}

function stateOf({outcome, isFinal}: CampaignCounts): string {
  if (outcome === 'unknown') return 'unknown to the vendor';
  if (outcome === 'rejected') return 'refused; the log says why';
  return isFinal ? 'final' : 'still growing';
}

function ageOf({fetchedAt, isFinal}: CampaignCounts, timezone: string): string {
  return `asked at ${timeText(secondsOf(fetchedAt), timezone)}${isFinal ? ', not again' : ', and again'}`;
}

/** Without a rate, a campaign comes last. */
function compare(a: string | number | null, b: string | number | null): number {
  return typeof a === 'string' ? a.localeCompare(String(b)) : Number(b ?? -1) - Number(a ?? -1);
}

function secondsOf(iso: string): number {
  return Date.parse(iso) / 1000;
}
