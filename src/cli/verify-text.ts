import type {Check} from '../audit/verify.js';
import type {App} from '../domain/app.js';
import {isoIn, localText} from '../domain/local-time.js';
import {printable} from '../domain/printable.js';
import type {Report} from '../domain/report.js';
import type {EpochSeconds, Window} from '../domain/window.js';
import {table} from './table.js';

/** One report of one app, on one day. */
export interface Verified {
  readonly app: Pick<App, 'name' | 'timezone'>;
  readonly report: Pick<Report, 'name'>;
  readonly day: Window;
  readonly checks: readonly Check[];
  /** Why there are none; empty: there are. */
  readonly error: string;
}

type Row = (string | number | null)[];

/** For machines. */
export function verifiedJson({app, report, day, checks, error}: Verified) {
  const at = (instant: EpochSeconds) => isoIn(instant, app.timezone);
  return {app: app.name, report: report.name, day: {start: at(day.start), end: at(day.end)}, checks, error};
}

/** So many cells of a check are shown. */
const MOST = 10;

/** For people: the checks, and below them where they differ. */
export function verifiedText(verified: readonly Verified[]): string {
  const zones = new Set(verified.map(({app}) => app.timezone));
  const rows = verified.flatMap(({app, report, day, checks, error}): Row[] => {
    const named = zones.size === 1 ? '' : ` (${app.timezone})`;
    const whose = [app.name, report.name, localText(day.start, app.timezone).slice(0, 10) + named];
    if (error !== '') return [[...whose, 'not verified', null, null, null]];
    return checks.map(({check, expected, found, difference}) => [...whose, check, expected, found, difference]);
  });
  const summary = table(
    ['app', 'report', zones.size === 1 ? `day (${[...zones][0]})` : 'day', 'check', 'expected', 'found', 'difference'],
    rows,
  );
  return [summary, ...verified.flatMap(detailsOf)].join('\n');
}

/** Where the checks of one report differ, or why there are none. */
function detailsOf({app, report, checks, error}: Verified): string[] {
  if (error !== '') return [`! ${app.name} ${report.name}: ${printable(error)}\n`];
  return checks
    .filter(({cells}) => cells.length > 0)
    .map(({check, cells}) => {
      const shown = cells
        .slice(0, MOST)
        .map(({cell, expected, found}): Row => [cell, expected, found, found - expected]);
      const more = cells.length > MOST ? `and ${cells.length - MOST} more\n` : '';
      return `${app.name} ${report.name}, ${check}:\n${table(['of', 'expected', 'found', 'difference'], shown)}${more}`;
    });
}
