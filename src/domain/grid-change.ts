import {estimate} from './estimate.js';
import {type ForeignWindows, foreignEverywhere, type GridScope} from './grid.js';
import {instantText} from './local-time.js';
import {widened} from './plan.js';
import type {Store} from './store.js';
import type {EpochSeconds} from './window.js';

/** What a change of the grid has left behind, and what it costs. Instants are ISO 8601. */
export interface GridChange {
  readonly app: string;
  readonly report: string;
  readonly step: string;
  /** Windows of another grid that are stored. */
  readonly windows: number;
  /** Start of the oldest. */
  readonly since: string;
  /** Calls that collect their time anew, as far as the vendor still answers. */
  readonly calls: number;
  /** Windows that are older than the vendor remembers. */
  readonly lost: number;
}

/** Of every app and step that has been changed. */
export async function gridChanges(
  store: Pick<Store, 'points' | 'latest' | 'inventory' | 'retention'>,
  scope: GridScope,
  now: EpochSeconds,
): Promise<GridChange[]> {
  const changes: GridChange[] = [];
  for (const foreign of await foreignEverywhere(store, scope)) changes.push(await gridChange(store, foreign, now));
  return changes;
}

export async function gridChange(
  store: Pick<Store, 'points' | 'retention'>,
  {app, job, windows}: ForeignWindows,
  now: EpochSeconds,
): Promise<GridChange> {
  const since = windows[0]!.start;
  const remembered = now - job.report.retention;
  const span = {start: Math.max(since, remembered), end: Math.max(windows.at(-1)!.end, remembered)};
  const asked = await estimate({app, job, span: widened(job, app, span)}, store, {now, force: false});
  return {
    app: app.name,
    report: job.report.name,
    step: job.step.name,
    windows: windows.length,
    since: new Date(since * 1000).toISOString(),
    calls: asked.windows.filter(({start}) => start >= remembered).length,
    lost: windows.filter(({start}) => start < remembered).length,
  };
}

/** What everybody is told of it: what is wrong, what it costs, what to do. */
export function gridText({app, report, step, windows, since, calls, lost}: GridChange, timezone: string): string {
  const forgotten =
    lost > 0 ? `; ${lost} of them are older than the vendor remembers and cannot be collected anew` : '';
  return (
    `${windows} windows of ${app}, ${report} ${step}, lie on another grid, since ${instantText(since, timezone)} (${timezone}; its zone or step was changed): ` +
    `no sum of the collector counts them, but Grafana and queries of your own do, beside those of the present grid. Their time costs ` +
    `${calls} calls on the present grid, which collect makes${forgotten}. To remove them: timpush-collector forget --grid --app ${app} ` +
    '(it shows what would go; with --yes it does it)'
  );
}
