import type {PushView} from '../domain/push-view.js';
import {type CalendarSpan, calendarSpans} from './calendar.js';
import {el} from './dom.js';
import {inputText} from './format.js';
import {spans, type ViewState} from './view-state.js';

type Change = (change: Partial<ViewState>) => void;

/** Durations back from now, days of the calendar, and dates of one's own. */
export function spanButtons(state: ViewState, view: PushView | undefined, change: Change): HTMLElement {
  const button = (text: string, pressed: boolean, onClick: () => void) =>
    el('button', {type: 'button', 'aria-pressed': String(pressed), 'data-key': `span ${text}`, click: onClick}, text);
  const days = view ? calendarSpans(view.to, view.timezone) : [];
  const isShown = ({span}: CalendarSpan) =>
    span.from === state.from && span.to === state.to && span.against === state.against;
  const own = () => {
    if (view && state.from === '')
      change({from: inputText(view.from, view.timezone), to: inputText(view.to, view.timezone)});
  };
  return el(
    'fieldset',
    {class: 'spans'},
    el('legend', {}, 'Span'),
    ...spans.map((last) =>
      button(spanNames[last], state.from === '' && state.last === last, () =>
        change({last, from: '', to: '', against: ''}),
      ),
    ),
    ...days.map(({name, span}) => button(name, isShown({name, span}), () => change(span))),
    button('Own dates', state.from !== '' && !days.some(isShown), own),
  );
}

const spanNames: Readonly<Record<(typeof spans)[number], string>> = {
  '24h': '24 hours',
  '3d': '3 days',
  '7d': '7 days',
  '30d': '30 days',
};
