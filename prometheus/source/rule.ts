/** An alert, as Prometheus reads it. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly keep_firing_for: string;
  readonly labels: {readonly severity: 'critical' | 'warning' | 'info'; readonly service: 'push'};
  readonly annotations: {readonly summary: string; readonly runbook: string};
}

/** Another series that rules are made of. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

export interface Alerting {
  readonly severity: AlertRule['labels']['severity'];
  readonly expr: string;
  /** How long it has to hold. */
  readonly holds?: string;
  /** What people get to read. `{{ … }}` is Prometheus'. */
  readonly summary: string;
  /** Where it says what to do: a heading of `grafana/RUNBOOK.md`; absent: the alert's own in `prometheus/README.md`. */
  readonly runbook?: string;
}

export function alertRule(alert: string, {severity, expr, holds = '5m', summary, runbook}: Alerting): AlertRule {
  return {
    alert,
    expr,
    for: holds,
    // A scrape that failed once ends nothing.
    keep_firing_for: '10m',
    labels: {severity, service: 'push'},
    annotations: {
      summary,
      runbook: runbook ? `grafana/RUNBOOK.md#${runbook}` : `prometheus/README.md#${alert.toLowerCase()}`,
    },
  };
}
