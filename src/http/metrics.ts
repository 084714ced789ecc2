import {type MetricObjectWithValues, type MetricValueWithName, Registry} from 'prom-client';
import type {ClusterView} from '../domain/cluster-view.js';
import {countCoverage, oldestHole} from '../domain/coverage.js';
import {type Finding, pushFindingKinds, severities} from '../domain/finding.js';
import {healthAfter, problemKinds, problemsOf} from '../domain/health.js';
import {TOTAL} from '../domain/measurements.js';
import type {Meter} from '../domain/ports.js';
import type {RunSummary} from '../domain/run-summary.js';
import type {EpochSeconds} from '../domain/window.js';
import type {IsWorkedOn} from '../domain/worked-on.js';
import type {NewestRates} from '../views/newest-rates.js';
import {watchCluster} from './cluster-metrics.js';
import {createInstruments, type Instruments, removeOthers} from './instruments.js';

/** What the collector does in numbers, for Prometheus. */
export interface Metrics {
  readonly meter: Meter;
  /** What is told of findings. */
  readonly alerts: AlertNumbers;
  /** Nothing is counted of other jobs and apps than these, and what was is gone. */
  workOn(isWorkedOn: IsWorkedOn): Promise<void>;
  /** The configuration was to be read again; `at`: Unix seconds at which the one in force was read. */
  configured(ok: boolean, at: EpochSeconds): void;
  /** Replaces what was shown of pushes; what was read before others were worked on may tell of more. */
  pushes(newest: readonly NewestRates[]): void;
  readonly contentType: string;
  /** Tells of the cluster, too. May be called once. */
  watchCluster(view: () => ClusterView): void;
  /** All numbers, for what sends them elsewhere. */
  all(): Promise<MetricObjectWithValues<MetricValueWithName<string>>[]>;
  /** The same in Prometheus' text format. */
  text(): Promise<string>;
}

export interface AlertNumbers {
  /** Those that hold now. */
  findings(holding: readonly Pick<Finding, 'kind' | 'severity'>[]): void;
  told(receiver: string, ok: boolean): void;
}

/** Numbers begin at zero; nothing is shared with other metrics of the process. `version` is the collector's, unless nobody knows. */
export function createMetrics(version?: string): Metrics {
  const registry = new Registry();
  let isWorkedOn: IsWorkedOn = () => true;
  const instruments = createInstruments(registry, (of) => isWorkedOn(of));
  if (version) instruments.build.set({version, node: process.versions.node}, 1);
  return {
    meter: meterOf(instruments, (of) => isWorkedOn(of)),
    async workOn(those) {
      isWorkedOn = those;
      await removeOthers(instruments, those);
    },
    configured(ok, at) {
      instruments.configReloadOk.set(ok ? 1 : 0);
      instruments.configReloadTime.set(at);
    },
    alerts: {
      findings: (holding) => noteFindings(instruments, holding),
      told: (receiver, ok) => instruments.alertsTold.inc({receiver, ok: ok ? 1 : 0}),
    },
    pushes: (newest) => notePushes(instruments, newest.filter(isWorkedOn)),
    contentType: registry.contentType,
    watchCluster: (view) => void watchCluster(registry, view),
    all: () => registry.getMetricsAsJSON(),
    text: () => registry.metrics(),
  };
}

function meterOf(instruments: Instruments, isWorkedOn: IsWorkedOn): Meter {
  const {calls, retries, paceWait, windows, windowsPlanned} = instruments;
  return {
    call: (app, report, code) => calls.add([app, report, code]),
    retry: (app, report) => isWorkedOn({app, report}) && retries.inc({app, report}),
    paceWait: (app, report, ms) => paceWait.add([app, report], ms / 1000),
    window: (app, report, step, outcome) => windows.add([app, report, step, outcome]),
    planned: (app, report, step, count) =>
      isWorkedOn({app, report, step}) && windowsPlanned.set({app, report, step}, count),
    run: (summary) => isWorkedOn({...summary, app: summary.app.name}) && noteRun(instruments, summary),
    batch: (points) => {
      instruments.batches.inc();
      instruments.lines.inc(points);
    },
    tickMissed: (report, step) => instruments.ticksMissed.inc({report, step}),
  };
}

/** Each kind has its number, so that none is told from not known. */
function noteFindings({findings}: Instruments, holding: readonly Pick<Finding, 'kind' | 'severity'>[]): void {
  for (const kind of [...pushFindingKinds, ...problemKinds]) {
    for (const severity of severities) findings.set({kind, severity}, 0);
  }
  for (const {kind, severity} of holding) findings.inc({kind, severity});
}

/** A rate without pushes is not there. */
function notePushes(instruments: Instruments, newest: readonly NewestRates[]): void {
  const {pushSent, pushSendRate, pushDeliveryRate, pushClickRate} = instruments;
  for (const gauge of [pushSent, pushSendRate, pushDeliveryRate, pushClickRate]) gauge.reset();
  for (const {app, platform, report, sent, rates} of newest) {
    const labels = {app, platform: platform ?? TOTAL, report};
    pushSent.set(labels, sent);
    if (rates.send !== null) pushSendRate.set(labels, rates.send);
    if (rates.delivery !== null) pushDeliveryRate.set(labels, rates.delivery);
    if (rates.click !== null) pushClickRate.set(labels, rates.click);
  }
}

function noteRun(instruments: Instruments, summary: RunSummary): void {
  const {report, step} = summary;
  const app = summary.app.name;
  const job = {app, report, step};
  instruments.runs.inc({app, report, step, ok: summary.error === undefined ? 1 : 0});
  instruments.runDuration.observe({report, step}, summary.durationMs / 1000);
  instruments.lastRun.set(job, summary.startedAt);
  noteProblems(instruments, summary);
  instruments.clockLead.set({app}, summary.clockLead ?? 0);
  instruments.windowsLeft.set(job, summary.windowsLeft);
  // Without a survey the ledger could not be read: what was known before is the best there is.
  if (summary.survey.length === 0) return;
  if (summary.lag !== undefined) instruments.lag.set(job, summary.lag);
  instruments.otherCollector.set(job, summary.otherCollector === undefined ? 0 : 1);
  noteCoverage(instruments, job, summary);
}

function noteProblems({problems}: Instruments, summary: RunSummary): void {
  const {app, report, step, ...health} = healthAfter(summary);
  const found = problemsOf({app, report, step, ...health}).map(({kind}) => kind);
  for (const kind of problemKinds) {
    if (found.includes(kind)) problems.set({app, report, step, kind}, 1);
    else problems.remove({app, report, step, kind});
  }
}

function noteCoverage(instruments: Instruments, job: JobLabels, {survey, startedAt, durationMs}: RunSummary): void {
  const {app, report, step} = job;
  for (const [state, windows] of Object.entries(countCoverage(survey))) {
    // Written out: an object that is spread and added to gets a hidden class of its own, of a kilobyte, for good.
    instruments.ledgerWindows.set({app, report, step, state}, windows);
  }
  const hole = oldestHole(survey);
  const now = startedAt + Math.round(durationMs / 1000);
  if (hole) instruments.oldestHole.set(job, now - hole.end);
  else instruments.oldestHole.remove(job);
}

type JobLabels = {app: string; report: string; step: string};
