import {dayOf} from './format.js';
import type {ViewState} from './view-state.js';

/** Days of the calendar, and what they are compared with. */
export interface CalendarSpan {
  readonly name: string;
  readonly span: Pick<ViewState, 'from' | 'to' | 'against'>;
}

/** Of the day on which the time lies in the zone; a week begins on Monday. */
export function calendarSpans(now: number, zone: string): readonly CalendarSpan[] {
  const today = dayOf(now, zone);
  const weekday = (new Date(`${today}T00:00Z`).getUTCDay() + 6) % 7;
  return [
    {name: 'Yesterday', span: {from: midnight(today, -1), to: midnight(today, 0), against: ''}},
    {name: 'This week vs last', span: {from: midnight(today, -weekday), to: '', against: '7d'}},
  ];
}

function midnight(day: string, later: number): string {
  return `${new Date(Date.parse(`${day}T00:00Z`) + later * 86_400_000).toISOString().slice(0, 10)}T00:00`;
}
