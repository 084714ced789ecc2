import type {App} from '../domain/app.js';
import type {Surveyed} from '../domain/coverage.js';
import type {Job} from '../domain/job.js';
import {tag} from '../domain/measurements.js';
import type {Point} from '../domain/point.js';
import type {Store} from '../domain/ports.js';
import type {EpochSeconds, Span, Window} from '../domain/window.js';

/** More questions would take longer than to read what lies between the windows, too. */
const MOST_SPANS = 16;

/**
 * The due windows with what the store has of them. Points may be there that no ledger entry tells of: a crash, or a lost
 * acknowledgement, came in between.
 */
export async function withStored(
  due: readonly Surveyed[],
  {job, app}: {readonly job: Job; readonly app: App},
  store: Pick<Store, 'points'>,
): Promise<readonly Surveyed[]> {
  const names = job.report.replaced?.(job.step) ?? [];
  const tags = {[tag.sdkAppId]: String(app.sdkAppId)};
  const queries = spansOf(due.map(({window}) => window)).flatMap((span) =>
    names.map((measurement) => store.points({measurement, span, tags})),
  );
  const found = new Map<EpochSeconds, Point[]>();
  for (const point of (await Promise.all(queries)).flat()) {
    const points = found.get(point.time);
    if (points) points.push(point);
    else found.set(point.time, [point]);
  }
  return due.map((each) => {
    const {window, previous, coverage} = each;
    const stored = found.get(window.start);
    return stored ? {window, previous, coverage, stored} : each;
  });
}

/** Where the windows lie, which come newest first: neighbours are one span, for few of a job's windows are due at a time. */
export function spansOf(windows: readonly Window[]): readonly Span[] {
  const spans: Span[] = [];
  for (const {start, end} of windows) {
    const newer = spans.at(-1);
    if (newer?.start === end) spans[spans.length - 1] = {start, end: newer.end};
    else spans.push({start, end});
  }
  if (spans.length <= MOST_SPANS) return spans;
  return [{start: Math.min(...windows.map(({start}) => start)), end: Math.max(...windows.map(({end}) => end))}];
}
