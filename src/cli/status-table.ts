import {instantText} from '../domain/local-time.js';
import {numbered} from '../domain/numbered.js';
import type {JobStatus} from '../views/job-status.js';
import {type Cell, widthOf} from './layout.js';
import {table} from './table.js';

/** A line for each job, those with problems first; in a narrow terminal its windows are one column, and say what there is. */
export function statusTable(rows: readonly JobStatus[], timezone: string, columns?: number): string {
  const ordered = rows.toSorted((a, b) => Number(b.problems.length > 0) - Number(a.problems.length > 0));
  const apps = new Set(rows.map(({app}) => app));
  const head = `${numbered(rows.length, 'job')} of ${numbered(apps.size, 'app')}; times in ${timezone}\n`;
  const whole = wide(ordered, timezone);
  return head + (columns === undefined || widthOf(whole) <= columns ? whole : narrow(ordered, timezone, columns));
}

function wide(rows: readonly JobStatus[], timezone: string): string {
  // Only a store that keeps less than a span has such windows.
  const unkept = rows.some(({windows}) => windows.unkept > 0);
  const heading = [
    ...['app', 'report', 'step', 'settled', 'fresh', 'due', 'rejected', 'missing'],
    ...(unkept ? ['unkept'] : []),
    ...['oldest hole', 'expires', 'lag', 'last run'],
  ];
  const drawn = rows.map(({app, report, step, windows, oldestHole, lag, lastRun}) => [
    ...[app, report, step, windows.settled, windows.fresh, windows.due, windows.rejected, windows.missing],
    ...(unkept ? [windows.unkept] : []),
    oldestHole && instantText(oldestHole.start, timezone),
    oldestHole && instantText(oldestHole.expires, timezone),
    lagText(lag),
    lastRun && `${instantText(lastRun.at, timezone)} ${outcomeOf(lastRun)}`,
  ]);
  return table(heading, drawn);
}

function narrow(rows: readonly JobStatus[], timezone: string, columns: number): string {
  const short = (iso: string) => instantText(iso, timezone).slice(5);
  const drawn = rows.map((row, index): Cell[] => [
    rows[index - 1]?.app === row.app ? '' : row.app,
    row.report,
    row.step,
    windowLines(row, short),
    lagText(row.lag),
    row.lastRun && `${short(row.lastRun.at)} ${outcomeOf(row.lastRun)}`,
  ]);
  return table(['app', 'report', 'step', 'windows', 'lag', 'last run'], drawn, columns);
}

function windowLines({windows, oldestHole}: JobStatus, short: (iso: string) => string): string[] {
  const {settled, fresh, missing, ...others} = windows;
  const told = Object.entries(others).filter(([, count]) => count > 0);
  return [
    ...(settled + fresh > 0 || missing === 0 ? [`${settled} settled, ${fresh} fresh`] : []),
    ...(missing > 0 ? [`${missing} missing`] : []),
    ...(oldestHole ? [`expire ${short(oldestHole.expires)}`] : []),
    ...told.map(([state, count]) => `${count} ${state}`),
  ];
}

/** The reason of a failure stands among the problems. */
function outcomeOf({ok, left, error}: NonNullable<JobStatus['lastRun']>): string {
  if (ok) return 'ok';
  return error === '' ? `${left} left` : 'failed';
}

function lagText(seconds: number | null): string | null {
  if (seconds === null) return null;
  return seconds < 172_800 ? `${(seconds / 3600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} d`;
}
