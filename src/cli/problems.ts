import {printable} from '../domain/printable.js';
import type {JobStatus} from '../views/status.js';

/** What somebody should know, a line each; the same trouble of many jobs is one line. */
export function problemLines(rows: readonly Pick<JobStatus, 'problems'>[]): string {
  const jobsByText = new Map<string, string[]>();
  for (const {app, report, step, text} of rows.flatMap(({problems}) => problems)) {
    jobsByText.set(text, [...(jobsByText.get(text) ?? []), `${app} ${report} ${step}`]);
  }
  const lines = [...jobsByText].map(([text, jobs]) => `! ${some(jobs)}: ${printable(text)}\n`);
  return lines.length > 0 ? `\n${lines.join('')}` : '\nNo problems.\n';
}

const MOST = 4;

function some(jobs: readonly string[]): string {
  const more = jobs.length - MOST;
  return jobs.slice(0, MOST).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
