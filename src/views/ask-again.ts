import {type Estimated, estimate} from '../domain/estimate.js';
import {QueryError} from '../domain/query-error.js';
import type {EpochSeconds} from '../domain/window.js';
import type {ViewDeps} from './push-view.js';
import {askedWindow, type WindowQuery} from './window-view.js';

/** One window to be asked for again, whatever is known of it. Throws a QueryError for one that the vendor or the database would refuse. */
export async function askAgain(
  query: WindowQuery,
  deps: Pick<ViewDeps, 'apps' | 'jobs' | 'store'>,
  now: EpochSeconds,
): Promise<Estimated> {
  const asked = askedWindow(query, deps);
  const found = await estimate(asked, deps.store, {now, force: true});
  const window = found.windows.find(({start}) => start === asked.span.start);
  if (window) return {...found, span: window, windows: [window]};
  throw new QueryError(
    'start: no window begins there that can be asked for: it is not closed, or the vendor or the database no longer keeps it',
  );
}
