import type {Finding} from '../domain/finding.js';
import type {CountReport} from '../domain/measurements.js';
import type {EpochSeconds} from '../domain/window.js';
import {pushFindings} from './push-findings.js';
import type {ReasonDeps} from './reasons.js';
import {appsInQuestion} from './screening.js';

/** What began longer ago has become usual. */
const LOOKED_BACK = 8 * 86_400;

/** What goes on with pushes at an instant. Sums tell which apps to look at; the others' hours are not read. */
export async function currentPushFindings(
  now: EpochSeconds,
  reports: readonly CountReport[],
  deps: ReasonDeps,
  gone?: AbortSignal,
): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const report of reports) {
    const apps = await appsInQuestion(now, report, deps.store, gone);
    const query = {report, apps, span: {start: now - LOOKED_BACK, end: now}, now};
    const all = await pushFindings(query, deps, gone);
    found.push(...all.filter(({until}) => until === null));
  }
  return found;
}
