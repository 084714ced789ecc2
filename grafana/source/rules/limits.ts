import {codeTable} from '../../../src/timpush/codes.js';

/** From when on collecting is not well. Grafana's rules and Prometheus' have these in common. */

/** Three ticks of ten minutes, and ten more for a run that is at work: it is known when it ends. */
export const SILENT_MINUTES = 40;
/** An hour's window is there 10 minutes after its end, so an hour and ten minutes is usual at most. */
export const LAG_HOURS = 3;
/** Time to mend what keeps a window from being collected. */
const HOLE_DAYS = 3;

/** From how many days on a hole is told that stays after so many. */
export function holeDays(stays: number): number {
  return stays - HOLE_DAYS;
}

/** Codes that stop an app until somebody acts or a day is over; what is merely retried or slowed down is none of them. */
export const stoppingCodes = codeTable
  .filter(({recovery}) => !['retry', 'slow-down', 'reject'].includes(recovery))
  .flatMap(({codes}) => codes);

/** Codes that say that calls come too often. */
export const slowingCodes = codeTable.filter(({recovery}) => recovery === 'slow-down').flatMap(({codes}) => codes);
