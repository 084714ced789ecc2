import {type CoverageView, type LiveView, stateOfLetter} from '../domain/console.js';
import type {PushView} from '../domain/push-view.js';
import {el, part, show} from './dom.js';
import {clockText, numbered} from './format.js';

/** One sentence about what is shown: that it is being fetched, is not there, or is not all there. */
export function showNotice(text: string, kind: 'info' | 'warning' | 'error' = 'info', retry?: () => void): void {
  const button = retry && el('button', {type: 'button', click: retry}, 'Try again');
  show(part('notice'), el('div', {class: `notice ${kind}`}, el('p', {}, text), button));
}

/** That the collector still sends, and when it did last. */
export function showLive({now}: LiveView, timezone: string): void {
  showConnection(`live, ${clockText(now, timezone)}`, true);
}

export function showLost(live: LiveView | undefined, timezone: string): void {
  const since = live ? ` Figures are from ${clockText(live.now, timezone)}.` : '';
  showConnection(`Connection lost, trying again.${since}`, false);
}

function showConnection(text: string, alive: boolean): void {
  const element = part('connection');
  // A status that changes every second would be read out every second.
  element.setAttribute('aria-live', alive ? 'off' : 'assertive');
  element.classList.toggle('lost', !alive);
  if (element.textContent !== text) element.textContent = text;
}

/** What to know before believing the figures. */
export function showCaveat(view: PushView, coverage: CoverageView | undefined): void {
  const caveat = caveatOf(view, coverage);
  if (caveat) showNotice(caveat, 'warning');
  else show(part('notice'));
}

/** Undefined when they are whole. */
function caveatOf(view: PushView, coverage: CoverageView | undefined): string | undefined {
  // Windows of losses are no windows of the figures.
  const gaps = coverage?.report === view.report ? gapsText(gapsOf(coverage)) : '';
  if (view.totals) return gaps && `These figures are not whole: ${gaps}. See Collecting.`;
  if (gaps) return `Nothing is collected for these filters: ${gaps}. See Collecting.`;
  return 'Nothing is collected for these filters: choose another span or app.';
}

interface Gaps {
  readonly missing: number;
  readonly lost: number;
  readonly unkept: number;
}

function gapsText({missing, lost, unkept}: Gaps): string {
  return [
    missing > 0 && `${numbered(missing, 'window')} of this span ${missing === 1 ? 'is' : 'are'} not collected yet`,
    lost > 0 && `${numbered(lost, 'window')} cannot be had (refused or expired)`,
    unkept > 0 && `${numbered(unkept, 'window')} ${unkept === 1 ? 'is' : 'are'} older than the database keeps points`,
  ]
    .filter(Boolean)
    .join(', and ');
}

function gapsOf({rows}: CoverageView): Gaps {
  let [missing, lost, unkept] = [0, 0, 0];
  for (const {cells} of rows) {
    for (const letter of cells) {
      const state = stateOfLetter(letter);
      if (state === 'missing') missing += 1;
      if (state === 'rejected' || state === 'expired') lost += 1;
      if (state === 'unkept') unkept += 1;
    }
  }
  return {missing, lost, unkept};
}
