import type {App} from '../domain/app.js';
import type {Surveyed} from '../domain/coverage.js';
import type {RunSignals} from '../domain/executor.js';
import type {Job} from '../domain/job.js';
import type {Clock, Log, Meter, Recorder, Source} from '../domain/ports.js';

export interface CollectInput extends RunSignals {
  readonly job: Job;
  readonly app: App;
  /** Windows to ask for, in this order. */
  readonly due: readonly Surveyed[];
  /** Windows of this run that may be unanswered at once. */
  readonly maxInFlight: number;
}

export interface CollectDeps {
  readonly source: Source;
  readonly recorder: Recorder;
  readonly clock: Pick<Clock, 'now'>;
  readonly meter: Pick<Meter, 'window'>;
  readonly log: Log;
}
