import type {App} from './app.js';
import type {BackfillBook} from './backfill-book.js';
import type {ClusterView} from './cluster-view.js';
import type {Executor, Fence, TakeTurn} from './executor.js';
import type {Recurring} from './job.js';
import type {Paces} from './pace.js';

/** A job whose lanes are shared with other machines. */
export interface LaneJobs<T extends Recurring> {
  readonly job: T;
  readonly apps: readonly App[];
}

/** What several collectors share. */
export interface Cluster {
  /** Of all its collectors: what tells them from others on the same store. */
  readonly group: string;
  readonly paces: Paces;
  readonly fence: Fence;
  readonly backfills: BackfillBook;
  /** Why nobody is asked at the moment; undefined: all is well. */
  readonly failure: string | undefined;
  /** `all`: as they are now. May be called once. */
  lanes<T extends Recurring>(all: () => readonly LaneJobs<T>[], takeTurn: TakeTurn<T>): Executor<T>;
  /** As of some seconds ago. */
  view(): ClusterView;
  /** The end of the process. */
  close(): Promise<void>;
}
