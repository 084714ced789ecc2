import type {PushMetricExporter} from '@opentelemetry/sdk-metrics';
import type {SpanExporter} from '@opentelemetry/sdk-trace';
import {Outage} from '../domain/outage.js';
import type {Log} from '../domain/ports.js';

/** How telemetry travels. */
export type Protocol = 'http/protobuf' | 'http/json';

export interface Exporters {
  readonly spans: SpanExporter;
  readonly metrics: PushMetricExporter;
}

/** Address, headers, certificates and time limits they read from the environment themselves. The log tells when nothing arrives. */
export async function exportersFor(protocol: Protocol, log: Log): Promise<Exporters> {
  const [traces, metrics] = await (protocol === 'http/json'
    ? Promise.all([
        import('@opentelemetry/exporter-trace-otlp-http'),
        import('@opentelemetry/exporter-metrics-otlp-http'),
      ])
    : Promise.all([
        import('@opentelemetry/exporter-trace-otlp-proto'),
        import('@opentelemetry/exporter-metrics-otlp-proto'),
      ]));
  return {
    spans: watched(new traces.OTLPTraceExporter(), 'traces', log),
    metrics: watched(new metrics.OTLPMetricExporter(), 'metrics', log),
  };
}

interface Exporter<T> {
  export(items: T, done: (result: {readonly code: number; readonly error?: Error}) => void): void;
}

function watched<T, E extends Exporter<T>>(exporter: E & Exporter<T>, what: string, log: Log): E {
  const sentences = {begins: 'telemetry does not arrive', ends: 'telemetry arrives again'};
  const outage = new Outage(log, {what}, sentences);
  const send = exporter.export.bind(exporter);
  exporter.export = (items, done) =>
    send(items, (result) => {
      if (result.code === 0) outage.worked();
      else outage.failed(result.error ?? 'no reason is known');
      done(result);
    });
  return exporter;
}
