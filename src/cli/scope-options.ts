import {Option} from 'commander';
import {known} from '../collector.js';
import {CAMPAIGNS} from '../domain/campaign.js';
import {suggestion} from '../domain/nearest.js';
import type {Scope} from '../export/scope.js';
import {instantOf} from './dates.js';
import {UsageError} from './usage-error.js';

/** Which points a command is about. */
export interface ScopeOptions {
  readonly from?: string;
  readonly to?: string;
  readonly app?: readonly string[];
  readonly report?: readonly string[];
}

export const spanOptions: readonly Option[] = [
  new Option('--from <date>', 'only windows that begin then or later; without an offset local to the timezone'),
  new Option('--to <date>', 'only windows that begin before'),
];

export const scopeOptions: readonly Option[] = [
  ...spanOptions,
  new Option('--app <name...>', 'only these apps'),
  new Option('--report <name...>', 'only these reports, and what tells of them'),
];

/** Throws a UsageError that names the option. */
export function scopeOf({from, to, app: apps, report: reports}: ScopeOptions, timezone: string): Scope {
  const names = [...Object.keys(known.reports), CAMPAIGNS];
  const unknown = reports?.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new UsageError(
      `--report: “${unknown}” is not a report${suggestion(unknown, names)}; there are ${names.join(', ')}`,
    );
  const span = {
    from: from === undefined ? undefined : instantOf(from, timezone, '--from'),
    to: to === undefined ? undefined : instantOf(to, timezone, '--to'),
  };
  if (span.from !== undefined && span.to !== undefined && span.from >= span.to)
    throw new UsageError('--from: it must lie before --to');
  return {...span, apps, reports};
}
