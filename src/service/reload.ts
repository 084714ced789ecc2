import {isDeepStrictEqual} from 'node:util';
import type {Collector} from '../collector.js';
import type {App} from '../domain/app.js';
import type {LaneJobs} from '../domain/cluster.js';
import type {Executor} from '../domain/executor.js';
import {InTurn} from '../domain/in-turn.js';
import type {Clock, Log} from '../domain/ports.js';
import {changesBetween, ReloadError, type ReloadView} from '../domain/reload.js';
import type {IsWorkedOn} from '../domain/worked-on.js';
import type {Metrics} from '../http/metrics.js';
import type {Backfill} from '../pipeline/backfill.js';
import type {Schedule} from '../pipeline/schedule.js';
import {checkStore, tellOfStore} from '../pipeline/store-check.js';
import type {AnyJob} from '../pipeline/turn.js';
import type {Activity} from '../views/activity.js';
import type {InForce} from './in-force.js';

export interface ReloadDeps {
  readonly inForce: InForce;
  /** Reads it again, and checks all of it, given the one in force. Throws an error whose message is for people. */
  readonly readConfig: (inForce: Collector['config']) => Collector['config'];
  readonly executor: Pick<Executor<AnyJob>, 'begin'>;
  readonly schedule: Pick<Schedule<AnyJob>, 'restart'>;
  readonly backfill: Pick<Backfill, 'keep'>;
  readonly activity: Pick<Activity, 'workOn'>;
  readonly metrics: Pick<Metrics, 'workOn' | 'configured'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Puts the configuration in force as it is now, the whole of it or nothing. */
export class Reload {
  /** Why that could not be done the last time; undefined: it could. */
  failure: string | undefined;
  #readAt: number;
  readonly #reloads = new InTurn();
  #stopped = false;

  constructor(private readonly deps: ReloadDeps) {
    this.#readAt = this.#now();
    this.#note(undefined);
  }

  /** One after another, so that the newest file is in force at the end. Throws a ReloadError. */
  reload(): Promise<ReloadView> {
    return this.#reloads.do(() => this.#reload());
  }

  /** Nothing is put in force from now on. */
  stop(): void {
    this.#stopped = true;
  }

  async #reload(): Promise<ReloadView> {
    const {inForce, readConfig, log} = this.deps;
    const before = inForce.collector;
    try {
      const readAt = this.#now();
      const config = readConfig(before.config);
      await checkStore(before, config.apps, this.deps.log);
      if (this.#stopped) throw new ReloadError('the collector is stopping');
      await this.#replace(before.withConfig(config));
      this.#readAt = readAt;
    } catch (error) {
      const {message: reason} = error as Error;
      this.#note(reason);
      log.error({reason}, 'configuration refused: that before stays in force');
      throw new ReloadError(reason, {cause: error});
    }
    this.#note(undefined);
    const changes = changesOf(before, inForce.collector);
    log.info(changes, 'configuration in force');
    return changes;
  }

  /** From here on nothing can fail. Every turn at work hands over and begins again as it is configured now; of what is gone none does. */
  async #replace(collector: Collector): Promise<void> {
    const {inForce, executor, schedule, backfill, activity, metrics} = this.deps;
    const before = inForce.work;
    inForce.replace(collector);
    const {lanes, isWorkedOn} = inForce.work;
    activity.workOn(isWorkedOn);
    schedule.restart(inForce.jobs);
    // In a cluster a tick of the same minute counts once, and may have come before these were known.
    for (const {job, app} of [...only(lanes, before.isWorkedOn), ...only(before.lanes, isWorkedOn)])
      executor.begin(job, app);
    await Promise.all([metrics.workOn(isWorkedOn), backfill.keep(isWorkedOn)]);
    void tellOfStore(collector, this.deps);
  }

  #note(failure: string | undefined): void {
    this.failure = failure;
    this.deps.metrics.configured(failure === undefined, this.#readAt);
  }

  #now(): number {
    return Math.floor(this.deps.clock.now() / 1000);
  }
}

/** Lanes that stand on one side only. */
function only(lanes: readonly LaneJobs<AnyJob>[], others: IsWorkedOn): {readonly job: AnyJob; readonly app: App}[] {
  const all = lanes.flatMap(({job, apps}) => apps.map((app) => ({job, app})));
  return all.filter(({job, app}) => !others({app: app.name, report: job.report.name, step: job.step.name}));
}

function changesOf(before: Collector, after: Collector): ReloadView {
  const apps = ({apps}: Collector) => new Map(apps.map((app) => [app.name, app]));
  const jobs = ({jobs}: Collector) => new Map(jobs.map((job) => [`${job.report.name} ${job.step.name}`, job]));
  return {
    apps: changesBetween(apps(before), apps(after), Object.is),
    jobs: changesBetween(jobs(before), jobs(after), isDeepStrictEqual),
  };
}
