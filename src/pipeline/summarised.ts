import {clockProblem} from '../domain/clock-lead.js';
import {CollectorError} from '../domain/errors.js';
import type {Clock, Log, Meter, Recorder, Source} from '../domain/ports.js';
import {type RunSummary, runPoint} from '../domain/run-summary.js';
import {traced} from '../domain/traced.js';
import type {EpochSeconds} from '../domain/window.js';

/** Does the work of a run and sums it up: for the meter, for the log, and as a point. Never rejects. */
export function summarised(identity: Identity, work: Work, deps: SummaryDeps): Promise<RunSummary> {
  const {app, report, step} = identity;
  return traced(deps.meter, {kind: 'run', app: app.name, report, step}, () => summed(identity, work, deps));
}

type Identity = Pick<RunSummary, 'app' | 'report' | 'step' | 'collector'>;
type Work = (now: EpochSeconds) => Promise<Outcome>;

async function summed(identity: Identity, work: Work, deps: SummaryDeps): Promise<RunSummary> {
  const startedAt = Math.floor(deps.clock.now() / 1000);
  const startedMs = deps.clock.elapsed();
  const outcome = await work(startedAt).catch((error) => ({...nothingDone, error}));
  const summary = {
    ...identity,
    startedAt,
    durationMs: Math.round(deps.clock.elapsed() - startedMs),
    clockLead: deps.source.clockLead(),
    ...outcome,
  };
  deps.meter.run(summary);
  tell(summary, deps.log);
  await writeSummary(summary, deps);
  return summary;
}

interface SummaryDeps {
  readonly source: Pick<Source, 'clockLead'>;
  readonly meter: Pick<Meter, 'run' | 'trace'>;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly log: Log;
}

/** What a run came to. */
export type Outcome = Pick<
  RunSummary,
  | 'windowsOk'
  | 'windowsFailed'
  | 'windowsLeft'
  | 'windowsForeign'
  | 'calls'
  | 'retries'
  | 'lag'
  | 'survey'
  | 'unknown'
  | 'error'
  | 'otherCollector'
>;

const nothingDone = {windowsOk: 0, windowsFailed: 0, windowsLeft: 0, calls: 0, retries: 0, lag: undefined, survey: []};

function tell({app, survey, unknown, error, ...numbers}: RunSummary, log: Log): void {
  const data = {app: app.name, ...numbers};
  const clock = clockProblem(numbers.clockLead ?? 0);
  if (clock) log.warn({app: app.name, clockLead: numbers.clockLead}, clock);
  if (error === undefined) log[numbers.calls > 0 ? 'info' : 'debug'](data, 'run finished');
  else if (error instanceof CollectorError)
    log.error({...data, ...error.details, reason: error.message}, 'run stopped early');
  else log.error({...data, err: error}, 'run failed');
}

async function writeSummary(summary: RunSummary, {recorder, log}: SummaryDeps): Promise<void> {
  try {
    await recorder.write([runPoint(summary)], {soon: true});
  } catch (error) {
    log.warn({app: summary.app.name, reason: String(error)}, 'run summary not written');
  }
}
