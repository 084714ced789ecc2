import {type CountReport, countReports, measurement, stepOf} from '../domain/measurements.js';

/** What a measurement holds. */
export type Kind =
  /** Counts of windows, which the ledger tells of; `aged`: as they were at an age, for ever. */
  | {readonly of: 'windows'; readonly report: string; readonly step: string; readonly aged: boolean}
  | {readonly of: 'campaigns' | 'ledger' | 'runs' | 'checks' | 'findings'};

const others: Readonly<Record<string, Kind['of']>> = {
  [measurement.campaignPlatform]: 'campaigns',
  [measurement.campaignTotal]: 'campaigns',
  [measurement.ledger]: 'ledger',
  [measurement.run]: 'runs',
  [measurement.verify]: 'checks',
  [measurement.finding]: 'findings',
};

/** Undefined: it is not one of ours, or only the trace of a check. */
export function kindOf(name: string): Kind | undefined {
  const other = others[name];
  if (other !== undefined) return {of: other} as Kind;
  const step = stepOf(name);
  if (step === undefined) return undefined;
  for (const own of Object.keys(countReports) as CountReport[]) {
    const {total, platform, loss, lossReport} = countReports[own];
    const found = [
      [own, total(step)],
      [own, platform(step)],
      [lossReport, loss(step)],
    ].find(([, each]) => name === each || name === measurement.aged(each!));
    if (found) return {of: 'windows', report: found[0]!, step, aged: name !== found[1]};
  }
  return undefined;
}

/** Whether the tag says of which report a point is. */
export function hasReportTag({of}: Kind): boolean {
  return of !== 'windows' && of !== 'campaigns';
}

/** The order in which points are written, so that whoever is interrupted loses nothing: what tells of others comes after them. */
export function rankOf(name: string): number {
  if (name === measurement.ledger) return 2;
  return name === measurement.campaignTotal ? 1 : 0;
}
