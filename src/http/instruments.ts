import {Counter, collectDefaultMetrics, Gauge, Histogram, type Metric, type Registry} from 'prom-client';
import type {IsWorkedOn} from '../domain/worked-on.js';
import {Tally} from './tally.js';

const prefix = 'timpush_collector_';
const job = ['app', 'report', 'step'] as const;

export type Instruments = ReturnType<typeof createInstruments>;

/** Counts are alike from window to window only at one age. */
const newest = 'in the newest window, as it was 6h after its end (or at the refresh age below); only with metrics.push';

/** How people know the pushes themselves: of one window of an app, in total or on one platform. */
const push = ['app', 'platform', 'report'] as const;

/** Everything that is measured. Labels come from the configuration and the API's codes, so that their number stays small. */
export function createInstruments(registry: Registry, isWorkedOn: IsWorkedOn = () => true) {
  const registers = [registry];
  collectDefaultMetrics({register: registry});
  const plain = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Gauge<L>({name, help, labelNames: [...labelNames], registers});
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter<L>({name: prefix + name, help, labelNames: [...labelNames], registers});
  /** Of what happens with every call. */
  const tally = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Tally<L>({name: prefix + name, help, labelNames: [...labelNames], registers}, (labels) =>
      isWorkedOn(labels as Record<L, string> & {app: string}),
    );
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    plain(prefix + name, help, labelNames);
  return {
    build: gauge('build_info', 'Always 1: which version of the collector runs, on which of Node', ['version', 'node']),
    runs: counter('runs_total', 'Runs that ended; ok is 1 or 0', [...job, 'ok']),
    runDuration: new Histogram({
      name: `${prefix}run_duration_seconds`,
      // Not by app: eight series for each of thousands. How long one app's run took stands in its run point.
      help: 'How long runs took, of all apps',
      labelNames: ['report', 'step'],
      buckets: [1, 10, 60, 600, 3600],
      registers,
    }),
    lastRun: gauge('last_run_timestamp_seconds', 'Unix time at which the latest run began', job),
    lag: gauge('lag_seconds', 'Time since the end of the newest window in the ledger, as of the latest run', job),
    windows: tally('windows_total', 'Windows acknowledged by the ledger', [...job, 'outcome']),
    windowsPlanned: gauge('windows_planned', 'Windows that were due when the latest run began', job),
    windowsLeft: gauge('windows_left', 'Windows that were due and not collected when the latest run ended', job),
    ledgerWindows: gauge('ledger_windows', 'Windows of the span, by what the ledger says of them', [...job, 'state']),
    oldestHole: gauge('oldest_hole_seconds', 'Time since the end of the oldest missing window; absent: none', job),
    calls: tally('calls_total', 'Calls to the API by verdict; transport: no verdict came', ['app', 'report', 'code']),
    retries: counter('retries_total', 'Calls made again', ['app', 'report']),
    paceWait: tally('pace_wait_seconds_total', 'Time calls waited for their turn', ['app', 'report']),
    batches: counter('write_batches_total', 'Write requests acknowledged by the store', []),
    lines: counter('write_lines_total', 'Points acknowledged by the store', []),
    otherCollector: gauge(
      'other_collector',
      'Another collector ran the job on this store in the last hour: 1 or 0',
      job,
    ),
    problems: gauge('problems', 'Problems of the job as of its latest run, by kind: 1; absent: none', [...job, 'kind']),
    clockLead: gauge(
      'clock_lead_seconds',
      "How far this machine's clock is ahead of the vendor's, negative: behind; 0: within a minute, or not known",
      ['app'],
    ),
    alertsTold: counter('alerts_told_total', 'How often a receiver had to be told of findings; ok is 1 or 0', [
      'receiver',
      'ok',
    ]),
    findings: plain('timpush_findings', 'Findings that hold now', ['kind', 'severity']),
    pushSent: plain('timpush_push_sent', `Pushes sent ${newest}`, push),
    pushSendRate: plain('timpush_push_send_rate', `Send rate, 0 to 1, ${newest}`, push),
    pushDeliveryRate: plain('timpush_push_delivery_rate', `Delivery rate, 0 to 1, ${newest}`, push),
    pushClickRate: plain('timpush_push_click_rate', `Click rate, 0 to 1, ${newest}`, push),
    configReloadOk: gauge('config_last_reload_successful', 'What the configuration says is in force: 1, or 0', []),
    configReloadTime: gauge(
      'config_last_reload_success_timestamp_seconds',
      'Unix time at which the configuration that is in force was read',
      [],
    ),
    ticksMissed: counter('ticks_missed_total', 'Ticks that did not come in time', ['report', 'step']),
  };
}

/** As the library has them. */
export function metricsOf(instruments: Instruments): Metric[] {
  return Object.values(instruments).map((each) => (each instanceof Tally ? each.counter : each));
}

/** What is told of jobs and apps that nobody works on is gone. */
export async function removeOthers(instruments: Instruments, isWorkedOn: IsWorkedOn): Promise<void> {
  for (const each of Object.values(instruments)) if (each instanceof Tally) each.renew();
  for (const metric of metricsOf(instruments)) {
    for (const {labels} of (await metric.get()).values) {
      const {app, report, step} = labels as Partial<Record<(typeof job)[number], string>>;
      if (app !== undefined && !isWorkedOn({app, report, step})) metric.remove(labels);
    }
  }
}
