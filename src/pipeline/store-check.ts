import type {App} from '../domain/app.js';
import {StoreUnavailableError} from '../domain/errors.js';
import {gridChanges, gridText} from '../domain/grid-change.js';
import type {Job} from '../domain/job.js';
import type {Clock, Log, Store} from '../domain/ports.js';
import {unkeptJobs, unkeptText} from '../domain/retention.js';

interface Stored {
  readonly store: Store;
  readonly jobs: readonly Job[];
  readonly apps: readonly App[];
}

type Named = Pick<App, 'name' | 'sdkAppId'>;

interface Deps {
  readonly clock: Clock;
  readonly log: Log;
}

/** Warns of what the store holds or keeps otherwise than the jobs ask. Nothing is wrong with what is collected from now on, so that nobody need wait for it. */
export async function tellOfStore(
  {store, jobs, apps, timezone}: Stored & {readonly timezone: string},
  {clock, log}: Deps,
): Promise<void> {
  try {
    for (const job of await unkeptJobs(store, jobs))
      log.warn({...job, reason: unkeptText(job)}, 'the store does not keep the whole span');
    const changes = await gridChanges(store, {jobs, apps}, Math.floor(clock.now() / 1000));
    for (const change of changes)
      log.warn({...change, reason: gridText(change, timezone)}, 'windows of another grid are stored');
  } catch (error) {
    log.debug({reason: String(error)}, 'store not looked into');
  }
}

/** A store that is not reachable yet must not keep the collector from starting: each run looks again. */
export async function checkStore(
  {store, admitAll}: {readonly store: Pick<Store, 'ping'>; admitAll(apps: readonly Named[]): Promise<void>},
  apps: readonly Named[],
  log: Log,
): Promise<void> {
  try {
    // A ping is not retried, so that the health page does not wait for a store that is away.
    await store.ping();
    await admitAll(apps);
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    log.warn({reason: error.message}, 'store not reachable yet');
  }
}
