import type {Coverage} from '../domain/coverage.js';
import type {Problem} from '../domain/health.js';
import type {IsoInstant} from '../domain/local-time.js';
import type {Seconds} from '../domain/window.js';
import type {LastRun} from './last-run.js';
import type {UnknownCode} from './unknown-codes.js';

/** How far one job has come for one app. The report `campaigns` has a campaign for a window. */
export interface JobStatus {
  readonly app: string;
  readonly report: string;
  readonly step: string;
  readonly windows: Readonly<Record<Coverage, number>>;
  /** Windows of another grid in the span: no sum counts them. */
  readonly foreign: number;
  /** `expires`: when the vendor forgets it. */
  readonly oldestHole: {readonly start: IsoInstant; readonly expires: IsoInstant} | null;
  /** Seconds since the end of the newest window in the ledger; null: campaigns have no newest. */
  readonly lag: Seconds | null;
  /** Empty: all is well. */
  readonly problems: readonly Problem[];
  readonly lastRun: LastRun | null;
  /** Of campaigns: the task ids that the vendor does not know. */
  readonly unknownTasks?: readonly string[];
  /** Of a report of losses, with its job of the shortest windows: codes of the last seven days that the dictionary does not have. */
  readonly unknownCodes?: readonly Omit<UnknownCode, 'app' | 'report' | 'step'>[];
}
