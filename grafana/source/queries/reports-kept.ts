import {reports} from '../../../src/timpush/reports.js';

const DAY = 86_400;

/** How long the vendor keeps what reports tell, the longest first. */
export const retentions: readonly number[] = [
  ...new Set(Object.values(reports).map(({retention}) => retention)),
].toSorted((a, b) => b - a);

/** Names of the reports that the vendor keeps so long. */
export function reportsKept(retention: number): string[] {
  return Object.values(reports).flatMap((report) => (report.retention === retention ? [report.name] : []));
}

/** `chat and broadcast 30 days, …`, for people. */
export const retentionText = retentions
  .map((retention) => `${reportsKept(retention).join(' and ')} ${retention / DAY} days`)
  .join(', ');
