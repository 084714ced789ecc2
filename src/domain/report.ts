import type {App} from './app.js';
import type {ClockLead} from './clock-lead.js';
import type {Age, LedgerEntry} from './coverage.js';
import type {Point} from './point.js';
import type {EpochSeconds, Seconds, Step, Window} from './window.js';

/** A command of the API, and the body of its request. */
export interface Question {
  /** Under which its calls are counted. */
  readonly name: string;
  /** Below `/v4/timpush/`. */
  readonly command: string;
  readonly request: object;
}

/** One statistics endpoint. Only its own file knows what an answer looks like. */
export interface Report {
  readonly name: string;
  /** Command below `/v4/timpush/`. */
  readonly command: string;
  readonly maxWindow: Seconds;
  /** How long the vendor keeps the data, as far as its documents tell. */
  readonly retention: Seconds;
  /** The vendor refuses windows that began longer ago: a job may reach back so far and no farther. Absent: as far as it likes. */
  readonly maxSpan?: Seconds;
  /**
   * What a request says beside its window. Where the documents leave open how to say it: every form, in the order in which they are
   * tried. Absent: nothing.
   */
  readonly forms?: readonly object[];
  /** The measurements that its points go into, beside their aged copies. */
  measurements(step: Pick<Step, 'name'>): readonly string[];
  /** Measurements of which an answer says which points a window has: those that an earlier one had beside are written as zeros. */
  replaced?(step: Pick<Step, 'name'>): readonly string[];
  /** Turns a body whose verdict was OK into points. Pure. Throws a ContractError that names the offending field. */
  transform(body: unknown, context: Context): Transformed;
}

/** What a report needs to know beside the body. */
export interface Context {
  readonly app: App;
  readonly step: Step;
  readonly window: Window;
  readonly refresh: readonly Age[];
  /** Taken before the request: the answer can be no newer than that. */
  readonly fetchedAt: EpochSeconds;
  /** Behind the vendor's clock, nobody knows how old the counts really are. */
  readonly clockLead?: ClockLead;
  /** What the ledger said before, if anything. */
  readonly previous: LedgerEntry | undefined;
  /** The window's points in the store, of the measurements that the answer replaces. */
  readonly stored?: readonly Point[];
}

/** Points to write, and the platforms that the answer named (for the ledger). */
export interface Transformed {
  readonly points: readonly Point[];
  readonly platforms: readonly string[];
}
