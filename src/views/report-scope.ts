import type {App} from '../domain/app.js';
import type {Job} from '../domain/job.js';
import type {CountReport} from '../domain/measurements.js';
import type {Grouping} from '../domain/report-view.js';
import type {Earlier, EpochSeconds, Span} from '../domain/window.js';
import type {AskedSpan} from './span-query.js';

/** What a report is asked about, once it is understood. */
export interface ReportScope {
  readonly report: CountReport;
  readonly job: Job;
  /** Of the same report. */
  readonly jobs: readonly Job[];
  readonly asked: AskedSpan;
  /** Where the windows start. */
  readonly starts: Span;
  readonly earlier: Earlier;
  readonly now: EpochSeconds;
  readonly by: Grouping | undefined;
  readonly compares: boolean;
  /** Of the configuration, those that are asked about. */
  readonly apps: readonly App[];
  /** Those that are named; undefined: all. */
  readonly names: readonly string[] | undefined;
  /** The one app whose counts they are; null: they are of several, or of one that is configured and others that are no more. */
  readonly onlyApp: string | null;
  readonly platform: string | undefined;
  /** Of whose grid windows are counted and compared: that of the apps where they have one in common. */
  readonly gridZone: string;
  /** In which time is told: that of the configuration, but for days those of the apps. */
  readonly timezone: string;
}
