import {type Row, reached} from './figure.js';

/** Rows as Markdown. */
export function markdown(rows: readonly Row[]): string {
  const head = '| figure | median | min … max | rounds | must reach | reached |\n|---|---|---|---|---|---|';
  return [head, ...rows.map(line)].join('\n');
}

function line(row: Row): string {
  const {value, target, note} = row;
  const wanted = !target ? '' : 'atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`;
  const verdict = {true: 'yes', false: '**no**', undefined: ''}[String(reached(row))];
  const range = value.rounds > 1 ? `${short(value.min)} … ${short(value.max)}` : '';
  const what = note ? `${row.what} (${note})` : row.what;
  return `| ${[what, short(value.median), range, value.rounds, wanted, verdict].join(' | ')} |`;
}

function short(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
