import type {LiveView} from '../domain/console.js';
import {numbered} from '../domain/numbered.js';
import type {PushView} from '../domain/push-view.js';
import {ratesOf} from '../domain/rates.js';
import {rateChange} from './change.js';
import {el, part, show} from './dom.js';
import {durationText, percentText} from './format.js';
import {addressOf, type ViewState} from './view-state.js';

/** The three questions that the page answers, each with its answer in a few words. */
export function showTabs(
  state: ViewState,
  view: PushView | undefined,
  live: LiveView | undefined,
  apps: Answer | undefined,
  open: (view: ViewState['view']) => void,
): void {
  const tab = (name: ViewState['view'], title: string, {text, bad}: Answer) =>
    el(
      'a',
      {
        href: addressOf({...state, view: name}),
        'data-key': name,
        'aria-current': state.view === name ? 'page' : undefined,
        click: (event) => {
          event.preventDefault();
          open(name);
        },
      },
      el('b', {}, title),
      el('span', {class: bad ? 'bad' : undefined}, text),
    );
  show(
    part('views'),
    tab('push', 'Push', pushAnswer(view)),
    tab('apps', 'Apps', apps ?? appsAnswer(live)),
    tab('collecting', 'Collecting', collectingAnswer(live)),
  );
}

export interface Answer {
  readonly text: string;
  readonly bad: boolean;
}

function pushAnswer(view: PushView | undefined): Answer {
  if (!view) return {text: '…', bad: false};
  if (!view.totals) return {text: 'nothing collected', bad: false};
  const now = ratesOf(view.totals).delivery;
  const change = rateChange('delivery', view.comparison);
  return {text: `delivery rate ${percentText(now)}${change ? `, ${change.text}` : ''}`, bad: change?.bad ?? false};
}

/** Until the board is looked at: what the collector says of itself. */
function appsAnswer(live: LiveView | undefined): Answer {
  if (!live) return {text: '…', bad: false};
  const apps = new Set(live.problems.map(({app}) => app)).size;
  return apps > 0
    ? {text: `! ${numbered(apps, 'app')} with a problem`, bad: true}
    : {text: 'all collected', bad: false};
}

function collectingAnswer(live: LiveView | undefined): Answer {
  if (!live) return {text: '…', bad: false};
  const jobs = new Set(live.problems.map(({app, report, step}) => `${app} ${report} ${step}`));
  if (jobs.size > 0) return {text: `! ${numbered(jobs.size, 'job')} with a problem`, bad: true};
  if (live.running.length > 0) return {text: `${numbered(live.running.length, 'run')} at work`, bad: false};
  const next = Math.min(...live.ticks.map(({at}) => at));
  return {
    text: Number.isFinite(next) ? `all well, next tick in ${durationText(Math.max(0, next - live.now))}` : 'all well',
    bad: false,
  };
}
