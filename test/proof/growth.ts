import {readdirSync, readlinkSync} from 'node:fs';
import {heapInUse} from '../support/oracle/heap-in-use.js';

/** Of one app and report; the default. */
const IN_FLIGHT = 4;

/** What the process holds. */
export interface Reading {
  readonly heap: number;
  readonly sockets: number;
  /** Descriptors that are no sockets. */
  readonly files: number;
}

export function reading(): Reading {
  const open = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      // Closed meanwhile: the one that read the list.
      return 'socket';
    }
  });
  const sockets = open.filter((name) => name.startsWith('socket')).length;
  return {heap: heapInUse(), sockets, files: open.length - sockets};
}

/** Both ends of a connection are here; and one is not free yet in the very moment in which its answer ends, when the next call may begin. */
const SOCKETS_A_CALL = 2 * 1.5;

/** The last days take no more than the first full ones, and there are no more connections than calls at once of so many apps and reports. */
export function growth(days: readonly Reading[], lanes: number): string[] {
  const most = Math.max(...days.map(({sockets}) => sockets));
  const flaws = most <= SOCKETS_A_CALL * lanes * IN_FLIGHT + 10 ? [] : [`${most} sockets are open`];
  const third = Math.floor(days.length / 3);
  if (third < 2) return flaws;
  const least = (part: readonly Reading[], of: 'heap' | 'files') => Math.min(...part.map((day) => day[of]));
  const [early, late] = [days.slice(third, 2 * third), days.slice(-third)];
  for (const [of, allowed] of [
    ['heap', 1.1],
    ['files', 1],
  ] as const) {
    const [before, after] = [least(early, of), least(late, of)];
    if (after > before * allowed) flaws.push(`${of} grew from ${before} to ${after}`);
  }
  return flaws;
}
