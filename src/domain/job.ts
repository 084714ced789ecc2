import type {Age} from './coverage.js';
import type {Report} from './report.js';
import type {Seconds, Step} from './window.js';

/** What is begun again and again. Report and step tell one from another, in logs, metrics and points. */
export interface Recurring {
  readonly report: Pick<Report, 'name'>;
  readonly step: Pick<Step, 'name'>;
  /** Cron line, read in UTC. */
  readonly schedule: string;
}

/** What is collected, on which grid, and when it is asked again. */
export interface Job extends Recurring {
  readonly report: Report;
  readonly step: Step;
  /** How far back from now windows are wanted. */
  readonly span: Seconds;
  /** Refresh ages, ascending. The first is the settle delay. */
  readonly refresh: readonly Age[];
}
