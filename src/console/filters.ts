import type {CoverageView} from '../domain/console.js';
import type {PushView} from '../domain/push-view.js';
import {el, part, picker, show} from './dom.js';
import {inputText, zoneText} from './format.js';
import {lookOf} from './platforms.js';
import {figureReport, spans, type ViewState} from './view-state.js';

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
    state.from !== '' && dates(state, change),
    view && el('p', {class: 'zone'}, `Times are those of ${zoneText(view.timezone, view.to)}`),
  );
}

/** Figures are those of counts, whichever report is picked for collecting. */
function shownReport(state: ViewState, reports: readonly string[]): string {
  const wanted = state.view === 'push' ? figureReport(state) : state.report;
  return reports.includes(wanted) ? wanted : reports[0]!;
}

function spanButtons(state: ViewState, view: PushView | undefined, change: Change): HTMLElement {
  const button = (text: string, pressed: boolean, onClick: () => void) =>
    el('button', {type: 'button', 'aria-pressed': String(pressed), 'data-key': `span ${text}`, click: onClick}, text);
  const own = () => {
    if (view && state.from === '')
      change({from: inputText(view.from, view.timezone), to: inputText(view.to, view.timezone)});
  };
  return el(
    'fieldset',
    {class: 'spans'},
    el('legend', {}, 'Span'),
    ...spans.map((last) =>
      button(spanNames[last], state.from === '' && state.last === last, () => change({last, from: '', to: ''})),
    ),
    button('Own dates', state.from !== '', own),
  );
}

const spanNames: Readonly<Record<(typeof spans)[number], string>> = {
  '24h': '24 hours',
  '3d': '3 days',
  '7d': '7 days',
  '30d': '30 days',
};

function dates(state: ViewState, change: Change): HTMLElement {
  const input = (name: 'from' | 'to') =>
    el(
      'label',
      {class: 'field'},
      el('span', {}, name),
      el('input', {
        type: 'datetime-local',
        value: state[name],
        'data-key': name,
        change: (event) => {
          const {value} = event.target as HTMLInputElement;
          if (value !== '') change({[name]: value});
        },
      }),
    );
  return el('div', {class: 'dates'}, input('from'), input('to'));
}
