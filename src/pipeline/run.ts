import type {App} from '../domain/app.js';
import {withoutLead} from '../domain/clock-lead.js';
import {entriesOf, lagOf} from '../domain/coverage.js';
import type {RunSignals} from '../domain/executor.js';
import {foreignWindows} from '../domain/grid.js';
import type {Job} from '../domain/job.js';
import {ledger, refuseRenamed} from '../domain/ledger.js';
import {ownSpan, planAnswerable, type SurveyInput, surveyWindows, widened} from '../domain/plan.js';
import type {Clock, Log, Meter, Recorder, Source, Store} from '../domain/ports.js';
import type {RunSummary} from '../domain/run-summary.js';
import type {EpochSeconds, Span} from '../domain/window.js';
import {collect, type Tally} from './collect.js';
import {heldRecorder} from './held-recorder.js';
import type {OtherCollectors} from './other-collectors.js';
import type {StoreGuard} from './store-guard.js';
import {withStored} from './stored-points.js';
import {type Outcome, summarised} from './summarised.js';

export interface RunInput extends RunSignals {
  readonly job: Job;
  readonly app: App;
  /** The job's span back from now, unless given. */
  readonly span?: Span;
  /** What was fetched by then is asked for again, settled and rejected windows, too. */
  readonly forcedAt?: EpochSeconds | undefined;
  readonly maxInFlight: number;
}

export interface RunDeps {
  readonly source: Source;
  readonly store: Pick<Store, 'points' | 'retention'>;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly log: Log;
  /** Tells collectors on one store apart. */
  readonly otherCollectors?: OtherCollectors;
  /** Of the store; the recorder stands behind it. */
  readonly guard?: Pick<StoreGuard, 'admit' | 'confirm'>;
}

/** One execution of one job for one app: ask the ledger, plan, collect, sum up. Never rejects: what went wrong stands in the summary. */
export function run(input: RunInput, deps: RunDeps): Promise<RunSummary> {
  const {job, app} = input;
  const identity = {app, report: job.report.name, step: job.step.name, collector: deps.otherCollectors?.name};
  const held = {...deps, recorder: heldRecorder(deps.recorder, input.hold)};
  return summarised(identity, (now) => execute(input, now, held), deps);
}

async function execute(input: RunInput, now: EpochSeconds, deps: RunDeps): Promise<Outcome> {
  const {job, app} = input;
  const own = ownSpan(job, app, now);
  const span = input.span ? widened(job, app, input.span) : own;
  const identity = {sdkAppId: app.sdkAppId, report: job.report.name, step: job.step.name};
  await deps.guard?.admit(app);
  const [entries, ofOwn, retention, otherCollector] = await Promise.all([
    ledger.entries(deps.store, {...identity, span}),
    isSame(span, own) ? [] : ledger.entries(deps.store, {...identity, span: own, brief: true}),
    deps.store.retention(),
    deps.otherCollectors?.other(input, now, deps),
  ]);
  refuseRenamed(app, entries);
  await deps.guard?.confirm(identity, span, entries);
  const survey: SurveyInput = {job, app, span, entries, now, retention};
  const forcedAt = input.forcedAt && withoutLead(input.forcedAt, deps.source.clockLead());
  const due = await withStored(planAnswerable({...survey, forcedAt}), input, deps.store);
  deps.meter.planned(app.name, job.report.name, job.step.name, due.length);
  const tally = await collect({...input, due}, deps);
  // Where the store does not tell, the run may have found out.
  const kept = tally.unkept > 0 ? await deps.store.retention() : retention;
  // As of the beginning: what was fetched since then is not from the future.
  const fetched = tally.entries.map((entry) => ({...entry, fetchedAt: Math.min(entry.fetchedAt, now)}));
  const surveyed = surveyWindows({...survey, entries: [...entries, ...fetched], retention: kept});
  return {
    ...count(due.length, tally),
    windowsForeign: foreignWindows(job, app, entries).windows.length,
    otherCollector,
    // How far behind the job is, its own span tells, and no other.
    lag: lagOf([...ofOwn, ...entriesOf(surveyed)], own, now),
    survey: surveyed,
  };
}

function isSame(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}

function count(due: number, {entries, unkept, calls, retries, error}: Tally) {
  const windowsOk = entries.filter(({outcome}) => outcome === 'ok').length;
  return {
    windowsOk,
    windowsFailed: entries.length - windowsOk,
    windowsLeft: due - entries.length - unkept,
    calls,
    retries,
    error,
  };
}
