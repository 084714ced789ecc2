import {Option} from 'commander';
import {suggestion} from '../domain/nearest.js';
import {UsageError} from './usage-error.js';

/** Which reports a command is about. */
export interface ReportOption {
  readonly report?: readonly string[];
}

export function reportOption(): Option {
  return new Option('--report <name...>', 'only these reports');
}

/** What belongs to the reports that are named, or everything. Throws a UsageError for a report that no job collects. */
export function ofReports<T>(items: readonly T[], names: readonly string[] | undefined, nameOf: (item: T) => string) {
  if (!names) return items;
  const known = [...new Set(items.map(nameOf))];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return items.filter((item) => names.includes(nameOf(item)));
  throw new UsageError(
    `--report: no job collects “${unknown}”${suggestion(unknown, known)}; there are ${known.join(', ')}`,
  );
}
