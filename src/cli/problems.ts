import {grouped} from '../domain/grouped.js';
import {numbered} from '../domain/numbered.js';
import {printable} from '../domain/printable.js';
import type {JobStatus} from '../views/job-status.js';

/** What somebody should know, a line each; the same trouble of many jobs is one line. */
export function problemLines(rows: readonly Pick<JobStatus, 'app' | 'problems'>[]): string {
  const problems = grouped(
    rows.flatMap((row) => row.problems),
    ({text}) => text,
  );
  if (problems.size === 0)
    return `No problems in ${numbered(rows.length, 'job')} of ${numbered(new Set(rows.map(({app}) => app)).size, 'app')}\n`;
  const lines = [...problems].map(([text, of]) => {
    const jobs = of.map(({app, report, step}) => `${app} ${report} ${step}`);
    return `! ${some(jobs)}: ${printable(text)}\n`;
  });
  return lines.join('');
}

const MOST = 4;

function some(jobs: readonly string[]): string {
  const more = jobs.length - MOST;
  return jobs.slice(0, MOST).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
