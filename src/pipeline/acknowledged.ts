import type {Known} from '../domain/coverage.js';
import {CollectorError} from '../domain/errors.js';
import {tag} from '../domain/measurements.js';
import type {Point} from '../domain/point.js';
import type {EpochSeconds, Span} from '../domain/window.js';

/** An app's windows of one report and step. */
export interface Lane {
  readonly sdkAppId: number;
  readonly report: string;
  readonly step: string;
}

interface Newest {
  /** Start of the newest window that was acknowledged; undefined: none has been since the last one was lost. */
  start: EpochSeconds | undefined;
  /** The last look for one did not find it. */
  lost: boolean;
}

export interface Lost {
  readonly error: CollectorError;
  /** So was what had been collected anew after the last time. */
  readonly again: boolean;
}

/** What this process has had acknowledged, to see whether the ledger still tells of it: of each lane the newest window. */
export class Acknowledged {
  readonly #newest = new Map<string, Newest>();

  note(lane: Lane, start: EpochSeconds): void {
    const newest = this.#newest.get(keyOf(lane));
    if (!newest) this.#newest.set(keyOf(lane), {start, lost: false});
    else if (newest.start === undefined || start > newest.start) newest.start = start;
  }

  /** Undefined when all is well, or when the span does not tell. */
  confirm(lane: Lane, span: Span, entries: readonly Pick<Known, 'window'>[]): Lost | undefined {
    const newest = this.#newest.get(keyOf(lane));
    if (!newest) return undefined;
    const {start, lost: again} = newest;
    if (start === undefined || start < span.start || start >= span.end) return undefined;
    newest.lost = !entries.some(({window}) => window.start === start);
    if (!newest.lost) return undefined;
    // A run that cannot collect it anew, or another grid, which has no such window, has lost nothing more.
    if (!again) newest.start = undefined;
    return {error: errorOf(lane, start), again};
  }
}

export function laneOf({tags}: Point): Lane {
  return {sdkAppId: Number(tags[tag.sdkAppId]), report: tags[tag.report]!, step: tags[tag.step]!};
}

function keyOf({sdkAppId, report, step}: Lane): string {
  return `${sdkAppId} ${report} ${step}`;
}

function errorOf({sdkAppId, report, step}: Lane, start: EpochSeconds): CollectorError {
  const window = `${report} ${step} of SDKAppID ${sdkAppId} at ${new Date(start * 1000).toISOString()}`;
  return new CollectorError(
    `the database has acknowledged the window ${window} and does not have it any more: see that writes and queries go to one and the ` +
      'same database (timpush-collector check), and that nothing removes points; after a removal on purpose, start the collector again',
    'stop',
  );
}
