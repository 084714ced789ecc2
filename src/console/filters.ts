import type {CoverageView} from '../domain/console.js';
import type {PushView} from '../domain/push-view.js';
import {el, part, picker, show} from './dom.js';
import {fieldText, zoneText} from './format.js';
import {lookOf} from './platforms.js';
import {spanButtons} from './spans.js';
import {figureReport, type ViewState} from './view-state.js';

type Change = (change: Partial<ViewState>) => void;

/** App, report, platform, step and span; whatever is picked goes into the address. */
export function showFilters(
  state: ViewState,
  view: PushView | undefined,
  coverage: CoverageView | undefined,
  change: Change,
): void {
  const reports = (state.view === 'push' ? view?.reports : coverage?.reports) ?? [];
  const all = {value: '', text: 'all'};
  const choices = (known: readonly string[], picked: string, text = (value: string) => value) =>
    [...new Set([...known, ...(picked ? [picked] : [])])].map((value) => ({value, text: text(value)}));
  if (view) part('zone').textContent = `Times are those of ${zoneText(view.timezone, view.to)}`;
  show(
    part('filters'),
    picker('App', [all, ...choices(view?.apps ?? [], state.app)], state.app, (app) => change({app})),
    reports.length > 1 &&
      picker(
        'Report',
        reports.map((name) => ({value: name, text: name})),
        shownReport(state, reports),
        (report) => change({report}),
      ),
    state.view === 'push' &&
      picker(
        'Platform',
        [all, ...choices(view?.platforms ?? [], state.platform, (name) => lookOf(name).label)],
        state.platform,
        (platform) => change({platform}),
      ),
    picker(
      'Windows of',
      [
        {value: '', text: view && state.step === '' ? `auto (${view.step})` : 'auto'},
        ...choices(view?.steps ?? [], state.step),
      ],
      state.step,
      (step) => change({step}),
    ),
    spanButtons(state, view, change),
    state.from !== '' && view && dates(state, view.timezone, change),
  );
}

/** Figures are those of counts, whichever report is picked for collecting. */
function shownReport(state: ViewState, reports: readonly string[]): string {
  const wanted = state.view === 'push' ? figureReport(state) : state.report;
  return reports.includes(wanted) ? wanted : reports[0]!;
}

/** The end may be left out: until now. */
function dates(state: ViewState, zone: string, change: Change): HTMLElement {
  const input = (name: 'from' | 'to') =>
    el(
      'label',
      {class: 'field'},
      el('span', {}, name),
      el('input', {
        type: 'datetime-local',
        value: fieldText(state[name], zone),
        'data-key': name,
        change: (event) => {
          const {value} = event.target as HTMLInputElement;
          // While it is typed it is nothing, or of the first millennium.
          if (value >= '1000') change({[name]: value, against: ''});
        },
      }),
    );
  return el('div', {class: 'dates'}, input('from'), input('to'));
}
