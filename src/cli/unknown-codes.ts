import {printable} from '../domain/printable.js';
import type {JobStatus} from '../views/job-status.js';
import {table} from './table.js';

const MOST = 20;

/** Codes of losses that nobody has explained yet; empty when there are none. */
export function unknownCodesText(rows: readonly Pick<JobStatus, 'app' | 'unknownCodes'>[], columns?: number): string {
  const codes = rows.flatMap(({app, unknownCodes = []}) => unknownCodes.map((code) => ({app, ...code})));
  if (codes.length === 0) return '';
  const shown = codes.sort((a, b) => b.count - a.count).slice(0, MOST);
  const drawn = shown.map(({app, platform, stage, code, count, text}) => [
    app,
    platform,
    stage,
    printable(code),
    count,
    text || '(no text)',
  ]);
  const more = codes.length > MOST ? `and ${codes.length - MOST} more\n` : '';
  const heading = ['app', 'platform', 'stage', 'code', 'lost', "the vendor's text"];
  return `\nLoss codes of the last 7 days that the dictionary does not know; please report them:\n${table(heading, drawn, columns)}${more}`;
}
