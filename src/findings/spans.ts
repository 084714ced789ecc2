/** The refresh ages at which windows are compared with each other. */
export const comparedAges = ['10m', '1h', '6h'] as const;

export type ComparedAge = (typeof comparedAges)[number];

/** Hours before the end of the newest window that has reached an age, half-open. Windows belong to them by their starts. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

const DAY = 24;
export const USUAL_DAYS = 7;
const WEEK = USUAL_DAYS * DAY;

/** Minutes from the start of an hour's window until it has been collected at an age, with five for the collection. */
export const visibleAfter: Readonly<Record<ComparedAge, number>> = {'10m': 75, '1h': 125, '6h': 425};

/** The newest two windows of an hour, wherever in the hour now is. */
export const recent: Hours = {from: 2, to: 0};
/** The last 24 hours, the seven days, and the seven days before the last day. */
export const lastDay: Hours = {from: DAY, to: 0};
export const lastWeek: Hours = {from: WEEK, to: 0};
export const weekBefore: Hours = earlier(lastWeek, 1);
/** Where that week begins: some days before and one after, for not everybody sends on each. */
export const aroundWeekBefore: Hours = {from: weekBefore.from + 3 * DAY, to: weekBefore.from - DAY};

/** So many days before. */
export function earlier({from, to}: Hours, days: number): Hours {
  return {from: from + days * DAY, to: to + days * DAY};
}

/** The same time of each of the seven days before, so that no hour of the day looks like a drop. */
export function daysBefore(hours: Hours): Hours[] {
  return Array.from({length: USUAL_DAYS}, (_, index) => earlier(hours, index + 1));
}
