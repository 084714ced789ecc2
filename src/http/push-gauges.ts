import {Outage} from '../domain/outage.js';
import type {Clock, Log} from '../domain/ports.js';
import {type NewestRatesDeps, newestRates} from '../views/newest-rates.js';
import type {Metrics} from './metrics.js';

export interface PushGaugeDeps {
  /** As it is now. */
  readonly of: () => NewestRatesDeps;
  readonly metrics: Pick<Metrics, 'pushes'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** Puts what the store tells of the newest pushes into the metrics, each time it is called; what cannot be read is not shown. */
export function pushGauges({of, metrics, clock, log}: PushGaugeDeps): (stop: AbortSignal) => Promise<void> {
  const outage = new Outage(log, {}, {begins: 'push metrics are not known now', ends: 'push metrics are known again'});
  return async (stop) => {
    try {
      metrics.pushes(await newestRates(of(), Math.floor(clock.now() / 1000), stop));
      outage.worked();
    } catch (error) {
      if (stop.aborted) return;
      metrics.pushes([]);
      outage.failed(error);
    }
  };
}
