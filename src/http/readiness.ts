import type {App} from '../domain/app.js';
import {clockProblem} from '../domain/clock-lead.js';
import type {Recurring} from '../domain/job.js';
import type {Source, Store} from '../domain/ports.js';
import {refusedConfiguration} from '../domain/reload.js';
import type {Activity} from '../views/activity.js';
import type {Readiness} from './routes.js';

export interface ReadinessDeps {
  readonly store: Pick<Store, 'ping'>;
  readonly apps: readonly App[];
  readonly source: (app: App) => Pick<Source, 'clockLead'>;
  /** Of the last write; undefined: it went well, or there was none. */
  readonly lastWrite: {readonly failure: string | undefined};
  readonly activity: Pick<Activity, 'problems'>;
  readonly schedule: {late(): readonly Recurring[]};
  /** Why another configuration was not put in force; undefined: what was read last is. */
  readonly reload?: {readonly failure: string | undefined};
  readonly cluster?: {readonly failure: string | undefined} | undefined;
}

/** Whether the collector can do its work, why not, and what somebody should know all the same. */
export async function readiness(deps: ReadinessDeps): Promise<Readiness> {
  const {store, apps, source, lastWrite, activity, schedule, reload, cluster} = deps;
  const late = schedule.late().map(({report, step}) => `no tick of ${report.name} ${step.name} since it was due`);
  const unreachable = await store.ping().then(
    () => [],
    (error: Error) => [error.message],
  );
  const clocks = new Set(apps.flatMap((app) => clockProblem(source(app).clockLead()) ?? []));
  // Reading may well go on where nothing can be written any more.
  const unwritten = lastWrite.failure === undefined ? [] : [`the last write failed: ${lastWrite.failure}`];
  const apart = cluster?.failure === undefined ? [] : [cluster.failure];
  const reasons = [...late, ...apart, ...unreachable, ...unwritten, ...clocks];
  const refused = reload?.failure === undefined ? [] : [refusedConfiguration(reload.failure)];
  const problems = activity.problems().map(({app, report, step, text}) => `${app} ${report} ${step}: ${text}`);
  return {ok: reasons.length === 0, reasons, problems: [...refused, ...problems]};
}
