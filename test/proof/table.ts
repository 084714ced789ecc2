import Table from 'cli-table3';
import type {Outcome} from './claim.js';

export interface Row extends Outcome {
  readonly name: string;
  readonly title: string;
  readonly seed: number;
  readonly seconds: number;
}

/** The claims with how often each was tried, and below them what failed. */
export function tableOf(rows: readonly Row[]): string {
  const table = new Table({
    head: ['claim', 'holds that', 'tried', 'failed', 'seed', 'seconds'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right'],
    style: {head: [], border: []},
  });
  for (const {name, title, tried, failures, seed, seconds} of rows) {
    table.push([name, title, tried.toLocaleString('en'), failures.length, seed, seconds.toFixed(1)]);
  }
  const failures = rows.flatMap(({name, failures}) =>
    failures.map(({seed, what}) => `FAILED ${name}: ${what}\n  again: npm run proof -- --replay ${name}:${seed}`),
  );
  return [table.toString(), ...failures].join('\n');
}
