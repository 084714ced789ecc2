import type {FindingReason, FindingsView, FindingView} from '../domain/finding.js';
import {numbered} from '../domain/numbered.js';
import type {Panel} from './answers.js';
import {ask} from './api.js';
import {coveredText} from './change.js';
import {el, part, show} from './dom.js';
import {type Band, bandsOf, isOfPush, seconds, stateOf} from './finding-state.js';
import {countText, percentText, spanName} from './format.js';
import {lookOf} from './platforms.js';
import {addressOf, findingFiltersOf, type ViewState} from './view-state.js';

/** So many are told at once; the others on demand. */
const FIRST = 3;

export interface Follower {
  /** The finding's own view is wanted. */
  open(state: ViewState): void;
  /** What to mark in the charts. */
  mark(bands: readonly Band[]): void;
}

/** The answer: what is unusual, why, and what to do; or that nothing is. */
export class FindingsPanel implements Panel {
  readonly #unfolded = new Set<string>();
  #filters = '';
  #view: FindingsView | undefined;
  #failure = '';

  constructor(private readonly follower: Follower) {}

  /** A collector that knows no findings tells none; the rest of the page is as good as before. */
  async load(state: ViewState, signal: AbortSignal): Promise<void> {
    const filters = findingFiltersOf(state);
    const failed = ({message, status}: Error & {readonly status?: number}) => {
      this.#failure = status === 404 ? '' : message;
      return undefined;
    };
    const view = await ask<FindingsView>('api/findings', filters, signal).catch(failed);
    if (signal.aborted) return;
    this.#filters = JSON.stringify(filters);
    this.#view = view;
    this.show(state);
    this.follower.mark(view ? bandsOf(view) : []);
  }

  /** Under other filters than those of the latest answer: that they are looked for. */
  show(state: ViewState): void {
    const known = JSON.stringify(findingFiltersOf(state)) === this.#filters;
    const looking = this.#filters === '' || this.#view || this.#failure;
    if (!known) show(part('findings'), looking && el('p', {class: 'quiet note'}, 'Looking for what is unusual …'));
    else if (this.#view) show(part('findings'), ...this.#content(this.#view, state));
    else show(part('findings'), this.#failure !== '' && el('p', {class: 'bad'}, this.#failure));
  }

  #content(view: FindingsView, state: ViewState): (HTMLElement | false)[] {
    const {findings, windows, from, to} = view;
    if (findings.length === 0) {
      const span = spanName({from: seconds(from), to: seconds(to)});
      return [el('p', {class: 'quiet'}, tick(), `Nothing unusual in ${span} (${coveredText(windows)})`)];
    }
    const entries = findings.map((finding) => this.#entry(finding, view, state));
    const more = entries.slice(FIRST);
    return [
      el('ul', {class: 'findings'}, ...entries.slice(0, FIRST)),
      more.length > 0 &&
        this.#details('more', [numbered(more.length, 'more finding')], el('ul', {class: 'findings'}, ...more)),
    ];
  }

  #entry(finding: FindingView, view: FindingsView, state: ViewState): HTMLElement {
    const {id, severity, sentence, reasons, note} = finding;
    const own = stateOf(finding, view, state);
    const link = el(
      'a',
      {
        href: addressOf(own),
        'data-key': `finding ${id}`,
        title: isOfPush(finding) ? 'Show its hours in the charts' : 'Show its windows',
        click: (event) => {
          event.preventDefault();
          this.follower.open(own);
        },
      },
      sentence,
    );
    // Of pushes the note stands in the sentence already, and says what is known, not what to do.
    const advice = reasons[0]?.advice ?? (isOfPush(finding) ? undefined : note);
    const summary = advice === undefined ? ['More'] : [el('b', {}, 'What to do: '), advice];
    const rest = reasons.length > 0 || note !== '';
    return el(
      'li',
      {class: `finding ${severity}`, 'data-key': `row ${id}`},
      el('span', {class: 'severity'}, severity),
      el('div', {}, link, rest && this.#details(id, summary, ...whyOf(finding))),
    );
  }

  /** Stays as it was folded when it is drawn again. */
  #details(id: string, summary: (Node | string)[], ...content: Node[]): HTMLDetailsElement {
    const open = this.#unfolded.has(id);
    return el(
      'details',
      {
        open,
        toggle: (event) => {
          if ((event.target as HTMLDetailsElement).open) this.#unfolded.add(id);
          else this.#unfolded.delete(id);
        },
      },
      el('summary', {'data-key': `why ${id}`}, ...summary),
      ...content,
    );
  }
}

function whyOf({reasons, note, volume}: FindingView): HTMLElement[] {
  const line = ({share, count, meaning, advice, platform, code, stage, class: kind}: FindingReason) =>
    el(
      'li',
      {},
      el('span', {class: 'share'}, percentText(share)),
      el(
        'div',
        {},
        el('p', {}, meaning),
        el(
          'p',
          {class: 'note'},
          `${lookOf(platform).label}, ${kind}, code ${code}, ${stage === 'ready' ? 'before' : 'after'} sending: ${numbered(count, 'push', 'pushes')}`,
        ),
        // The first stands above already.
        advice !== reasons[0]!.advice && el('p', {}, advice),
      ),
    );
  const told = [note, volume !== null && `Seen in ${countText(volume)} pushes.`].filter(Boolean).join(' ');
  return [el('ul', {class: 'reasons'}, ...reasons.map(line)), el('p', {class: 'note'}, told)];
}

function tick(): HTMLElement {
  return el('span', {class: 'tick', 'aria-hidden': 'true'}, '✓');
}
