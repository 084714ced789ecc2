import type {EpochSeconds} from '../domain/window.js';
import {HOUR, type Hour} from './hourly-sums.js';
import {type ComparedAge, visibleAfter} from './spans.js';

/** Counts as they were at an age, or as they are by now. */
export type Column = ComparedAge | 'final';

/** A platform of an app. */
export interface Channel {
  readonly app: string;
  readonly platform: string;
}

/** So many hours after its end a window's counts have nearly stopped growing: two such windows are of equal age, whatever their ages are. */
const FINAL_AFTER = 24;

/** The columns in which hours that end then can be compared, the best first. */
export function columnsAt(age: ComparedAge, end: Hour, now: EpochSeconds): Column[] {
  return end <= Math.floor(now / HOUR) - FINAL_AFTER ? [age, 'final'] : [age];
}

/** The end of the newest hour that has been collected at an age. */
export function newestHour(age: ComparedAge, now: EpochSeconds): Hour {
  return Math.ceil(now / HOUR - visibleAfter[age] / 60);
}
