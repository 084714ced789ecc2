import {type CoverageView, stateOfLetter} from '../domain/console.js';
import {numbered} from '../domain/numbered.js';
import type {PushView} from '../domain/push-view.js';
import {el, part, show} from './dom.js';

/** One sentence about what is shown: that it is being fetched, is not there, or is not all there. */
export function showNotice(text: string, kind: 'info' | 'warning' | 'error' = 'info', retry?: () => void): void {
  const button = retry && el('button', {type: 'button', click: retry}, 'Try again');
  show(part('notice'), el('div', {class: `notice ${kind}`}, el('p', {}, text), button));
}

export function clearNotice(): void {
  show(part('notice'));
}

/** What to know before believing the figures; undefined when they are whole. */
export function caveatOf(view: PushView, coverage: CoverageView | undefined): string | undefined {
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
