import {CollectorError} from '../domain/errors.js';
import {type Estimated, estimate} from '../domain/estimate.js';
import type {PassCounts, PassRow} from '../domain/operation.js';
import type {Clock, Store} from '../domain/ports.js';
import {QueryError} from '../domain/query-error.js';
import type {Backfill} from '../pipeline/backfill.js';
import type {Selection} from './operations.js';

export interface PassDeps {
  readonly backfill: Backfill;
  readonly store: Pick<Store, 'points' | 'retention'>;
  readonly isShared: boolean;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly count: (counts: PassCounts) => void;
  readonly stop: AbortSignal;
}

const LOOK_EVERY_MS = 250;

/** A pass inside the ordinary turns of a running collector, as a backfill: so no two runs of one job and app ever meet. */
export async function passBeside(
  selected: readonly Selection[],
  force: boolean,
  {backfill, store, isShared, clock, count, stop}: PassDeps,
): Promise<PassRow[]> {
  const once = selected.find(({job}) => job.schedule === '');
  if (once && isShared)
    throw new QueryError(`--step: no job of the cluster has the step ${once.job.step.name}; ask without --url`);
  const now = Math.floor(clock.now() / 1000);
  const estimated = await Promise.all(selected.map((each) => estimate(each, store, {now, force})));
  const wanted = estimated.filter(({windows}) => windows.length > 0);
  if (wanted.length === 0) return estimated.map((each) => rowOf(each, undefined));
  if (!(await backfill.start(hullOf(wanted), wanted, {forcedAt: force ? now : undefined})))
    throw new CollectorError('a backfill is at work in the collector: wait for it, or stop it first', 'stop');
  const stopIt = () => void backfill.stop().catch(() => undefined);
  stop.addEventListener('abort', stopIt);
  if (stop.aborted) stopIt();
  while (backfill.busy) {
    count(countsOf(backfill));
    await clock.sleep(LOOK_EVERY_MS);
  }
  stop.removeEventListener('abort', stopIt);
  count(countsOf(backfill));
  const pieces = backfill.view()?.pieces ?? [];
  return estimated.map((each) =>
    rowOf(
      each,
      pieces.find((piece) => isOf(piece, each)),
    ),
  );
}

type Piece = NonNullable<ReturnType<Backfill['view']>>['pieces'][number];

function isOf({app, report, step}: Piece, {app: {name}, job}: Estimated): boolean {
  return app === name && report === job.report.name && step === job.step.name;
}

function rowOf({app, job, windows}: Estimated, piece: Piece | undefined): PassRow {
  const {done = 0, rejected = 0, calls = 0, retries = 0, error = ''} = piece ?? {};
  const name = {app: app.name, report: job.report.name, step: job.step.name};
  return {...name, collected: done - rejected, rejected, left: windows.length - done, calls, retries, error};
}

function countsOf(backfill: Backfill): PassCounts {
  const sums = {planned: 0, done: 0, calls: 0, retries: 0};
  for (const {windows, done, calls, retries} of backfill.view()?.pieces ?? []) {
    sums.planned += windows;
    sums.done += done;
    // Those of the run at work are told when it ends; each window takes one.
    sums.calls += Math.max(calls, done);
    sums.retries += retries;
  }
  return sums;
}

function hullOf(selected: readonly Selection[]): Selection['span'] {
  const starts = selected.map(({span}) => span.start);
  const ends = selected.map(({span}) => span.end);
  return {start: Math.min(...starts), end: Math.max(...ends)};
}
