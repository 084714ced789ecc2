import type {Job} from '../domain/job.js';
import {type CountReport, countReports} from '../domain/measurements.js';
import {printable} from '../domain/printable.js';
import {QueryError} from '../domain/query-error.js';

/** What a question is about. */
export interface AskedReport<Name extends string = string> {
  readonly report: Name;
  /** At least one. */
  readonly jobs: readonly Job[];
}

/** The report that a question names, chat unless it names one. Throws a QueryError for one that no job collects. */
export function askedReport(name: string | undefined, jobs: readonly Job[]): AskedReport {
  const collected = [...new Set(jobs.map(({report}) => report.name))];
  const report = name ?? (collected.includes('chat') ? 'chat' : collected[0]!);
  const own = jobs.filter((job) => job.report.name === report);
  if (own.length > 0) return {report, jobs: own};
  throw new QueryError(`report: no job collects “${printable(report)}”; there are ${collected.join(', ')}`);
}

/** The same for a question about counts; where no job collects any, those of chat are what is not there. */
export function askedCounts(name: string | undefined, jobs: readonly Job[]): AskedReport<CountReport> {
  const counting = jobs.filter(({report}) => hasCounts(report.name));
  if (name === undefined && counting.length === 0) return {report: 'chat', jobs};
  const asked = askedReport(name, name === undefined ? counting : jobs);
  if (hasCounts(asked.report)) return {...asked, report: asked.report};
  const known = Object.keys(countReports).join(' or ');
  throw new QueryError(`report: “${asked.report}” holds no counts; ask for ${known}, which say what was lost, too`);
}

/** Names of the reports with counts that jobs collect. */
export function countReportsOf(jobs: readonly Job[]): CountReport[] {
  return [...new Set(jobs.map(({report}) => report.name))].filter(hasCounts);
}

export function hasCounts(report: string): report is CountReport {
  return Object.hasOwn(countReports, report);
}
