import type {Collector} from '../collector.js';
import {CollectorError} from '../domain/errors.js';
import {foreignEverywhere} from '../domain/grid.js';
import {isoUtc} from '../domain/local-time.js';
import type {Store} from '../domain/ports.js';

/** Throws a CollectorError when the ledger of an export has windows that the grid of the configuration does not have. */
export async function refuseOtherGrids(
  from: Pick<Store, 'points' | 'latest' | 'inventory'>,
  {jobs, apps}: Pick<Collector, 'jobs' | 'apps'>,
): Promise<void> {
  const [foreign] = await foreignEverywhere(from, {jobs, apps});
  if (!foreign) return;
  const {app, job, windows} = foreign;
  throw new CollectorError(
    `${windows.length} windows of ${app.name}, ${job.report.name} ${job.step.name}, since ${isoUtc(windows[0]!.start)} lie on another grid than ` +
      `the configuration says (${app.timezone}): set the timezone as it was, or bring them along with --other-grid, and remove them later ` +
      'with forget --grid; sums count one grid',
    'stop',
    {app: app.name},
  );
}
