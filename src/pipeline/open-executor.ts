import type {App} from '../domain/app.js';
import type {Cluster, LaneJobs} from '../domain/cluster.js';
import type {Executor, TakeTurn} from '../domain/executor.js';
import type {Clock, Log} from '../domain/ports.js';
import type {IsWorkedOn} from '../domain/worked-on.js';
import {Backfill, type BackfillDeps} from './backfill.js';
import {Lanes} from './lanes.js';
import {MemoryBook} from './memory-book.js';
import {type AnyJob, asConfigured, type TurnDeps, turnOf} from './turn.js';

/** What a configuration wants done, and who does it. */
export interface Work extends Pick<TurnDeps, 'run' | 'runCampaigns'> {
  readonly lanes: readonly LaneJobs<AnyJob>[];
  readonly isWorkedOn: IsWorkedOn;
}

export interface ExecutorDeps extends Pick<BackfillDeps, 'doneOf'> {
  /** As it is now: it may be another one when a turn begins than when it was asked for. A turn ends with what it has begun with. */
  readonly work: () => Work;
  readonly cluster: Pick<Cluster, 'lanes' | 'backfills'> | undefined;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly log: Log;
}

/** Whoever gives the lanes their turns, and the backfill that goes on in them: what happens in one is the same. */
export function openExecutor({work, doneOf, cluster, clock, log}: ExecutorDeps) {
  const backfill: Backfill = new Backfill({
    begin: (job, app) => executor.begin(job, app),
    doneOf,
    book: cluster?.backfills ?? new MemoryBook(),
  });
  const takeTurn: TakeTurn<AnyJob> = async (wanted, signals) => {
    const {lanes, isWorkedOn, ...runs} = work();
    const {app, jobs} = asConfigured(wanted, lanes);
    if (jobs.length < wanted.jobs.length) await backfill.keep(isWorkedOn);
    return app ? turnOf({...runs, backfill})({app, jobs}, signals) : [];
  };
  const appsOf = (job: AnyJob): readonly App[] => work().lanes.find((lane) => lane.job === job)?.apps ?? [];
  const alone = () => new Lanes<AnyJob>({takeTurn, appsOf, clock, log});
  const executor: Executor<AnyJob> = cluster?.lanes(() => work().lanes, takeTurn) ?? alone();
  return {executor, backfill};
}
