import type {Collector} from '../collector.js';
import type {App} from '../domain/app.js';
import type {PassRow} from '../domain/operation.js';
import type {RunSummary} from '../domain/run-summary.js';
import type {Selection} from '../service/operations.js';

/** Runs everything selected at once: apps never wait for each other, and the jobs of one app share its pace. */
export async function pass(
  collector: Pick<Collector, 'run'>,
  selected: readonly Selection[],
  force: boolean,
  handover: AbortSignal,
): Promise<PassRow[]> {
  const forcedAt = force ? Number.POSITIVE_INFINITY : undefined;
  const runs = selected.map(({app, job, span}) => collector.run({app, job, span, forcedAt, handover, cancel: never()}));
  return (await Promise.all(runs)).map(rowOf);
}

/** One pass over the campaigns that are due. */
export async function passCampaigns(
  {campaigns}: Pick<Collector, 'campaigns'>,
  apps: readonly App[],
  handover: AbortSignal,
): Promise<PassRow[]> {
  const runs = campaigns ? apps.map((app) => campaigns.run({app, handover, cancel: never()})) : [];
  return (await Promise.all(runs)).map(rowOf);
}

/** Everything that was due was answered and is stored. */
export function isComplete({left, rejected, error}: PassRow): boolean {
  return left === 0 && rejected === 0 && error === '';
}

/** Each run gets a signal of its own: it never aborts, but everything in flight listens to it. */
function never(): AbortSignal {
  return new AbortController().signal;
}

function rowOf({app, report, step, error, ...summary}: RunSummary): PassRow {
  return {
    app: app.name,
    report,
    step,
    collected: summary.windowsOk,
    rejected: summary.windowsFailed,
    left: summary.windowsLeft,
    calls: summary.calls,
    retries: summary.retries,
    error: error instanceof Error ? error.message : '',
  };
}
