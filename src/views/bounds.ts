import {numbered} from '../domain/numbered.js';
import {QueryError} from '../domain/query-error.js';
import {nominalLength, type Span, type Step} from '../domain/window.js';

/** Windows of all apps together that one answer tells of: a week of hours of ten thousand apps. */
const MOST_CELLS = 2_000_000;

/** Windows over time that one answer shows: a year of hours. */
const MOST_WINDOWS = 10_000;

/** Throws a QueryError when the answer would tell of more windows than can be told of at once. */
export function boundCells(
  apps: number,
  asked: readonly {readonly span: Span; readonly step: Step}[],
  most = MOST_CELLS,
): void {
  const windows = asked.reduce((sum, {span, step}) => sum + windowsIn(span, step), 0);
  if (apps * windows <= most) return;
  const many = `${numbered(apps * windows, 'window')} (${numbered(apps, 'app')} × ${number(windows)})`;
  throw new QueryError(
    `from: the span has ${many}, and at most ${number(most)} can be told of at once: ${REMEDY}, or one app`,
  );
}

/** Throws a QueryError when there are more windows than can be shown over time. */
export function boundWindows(span: Span, step: Step): void {
  const windows = windowsIn(span, step);
  if (windows <= MOST_WINDOWS) return;
  throw new QueryError(
    `from: the span has ${number(windows)} windows of ${step.name}, and at most ${number(MOST_WINDOWS)} can be shown at once: ${REMEDY}`,
  );
}

const REMEDY = 'ask for a shorter span, or a coarser step';

function windowsIn({start, end}: Span, step: Step): number {
  return Math.ceil(Math.max(0, end - start) / nominalLength(step));
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
