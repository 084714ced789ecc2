import type {Age} from './coverage.js';
import type {Report} from './report.js';
import type {Seconds, Step} from './window.js';

/** What is collected, on which grid, and when it is asked again. */
export interface Job {
  readonly report: Report;
  readonly step: Step;
  /** Cron line, read in UTC. */
  readonly schedule: string;
  /** How far back from now windows are wanted. */
  readonly span: Seconds;
  /** Refresh ages, ascending. The first is the settle delay. */
  readonly refresh: readonly Age[];
}
