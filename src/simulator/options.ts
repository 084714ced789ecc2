import type {SimulatedApp} from './app.js';
import type {Deviations} from './deviations.js';
import type {Faults} from './faults.js';
import type {Incident} from './incident.js';
import type {LoggedRequest} from './request-log.js';
import type {BlankTaskId} from './tasks.js';

/** What to play. */
export interface SimulatorOptions extends Deviations {
  readonly apps: readonly SimulatedApp[];
  /** Default 0: any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly seed?: number;
  /** Calls of one app and command that arrive closer than this get 60007; default 1000. */
  readonly minGapMs?: number;
  readonly faults?: Partial<Faults>;
  readonly incidents?: readonly Incident[];
  /** Windows that start longer ago than this get 90100: the stricter reading of "30 days". Off by default. */
  readonly keepDays?: number | undefined;
  /** The same of losses; default 7. */
  readonly lossKeepDays?: number;
  /** The way to ask for all tasks that is answered; the other two get 90100. Default `empty-list`. */
  readonly blankTaskId?: BlankTaskId;
  /** The four arrays of chat losses lie one level down, as in the vendor's sample. */
  readonly nestedLoss?: boolean;
  /** Delay of every answer. */
  readonly latencyMs?: number;
  /** Requests to remember; default 1,000,000. */
  readonly logLimit?: number;
}

/** What acts. */
export interface SimulatorDeps {
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Decides on faults; by default a generator seeded with `seed`. */
  readonly random?: () => number;
  /** Measures the gap between calls; by default the process's own monotonic clock. */
  readonly monotonicMs?: () => number;
  /** Called for every request once its verdict is known. */
  readonly onRequest?: (request: LoggedRequest) => void;
}
