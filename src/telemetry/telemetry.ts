import {detectResources, envDetector, resourceFromAttributes} from '@opentelemetry/resources';
import {MeterProvider, PeriodicExportingMetricReader} from '@opentelemetry/sdk-metrics';
import {BatchSpanProcessor, TracerProvider} from '@opentelemetry/sdk-trace';
import {settlesWithin} from '../domain/deadline.js';
import type {Clock, Log, Meter} from '../domain/ports.js';
import {exportersFor, type Protocol} from './exporters.js';
import {type PrometheusMetric, registryProducer} from './registry-producer.js';
import {tracingMeter} from './tracing-meter.js';

export interface TelemetryOptions {
  readonly protocol: Protocol;
  readonly version: string;
  /** Tells processes apart. */
  readonly instance: string;
  readonly metricsEveryMs: number;
}

export interface TelemetryDeps {
  readonly meter: Meter;
  /** All numbers, whenever they are to be sent. */
  readonly all: () => Promise<readonly PrometheusMetric[]>;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the collector does, told by OTLP. */
export interface Telemetry {
  /** The meter that was given, which makes spans, too. */
  readonly meter: Meter;
  /** Sends what was not sent yet, within 2 s. Never rejects. */
  close(): Promise<void>;
}

const NAME = 'timpush-collector';
/** A backend that does not answer must not keep the program from ending in time. */
const CLOSE_GRACE_MS = 2000;

/** Only this file and what it imports know OpenTelemetry; nothing of it is global. */
export async function openTelemetry(
  options: TelemetryOptions,
  {meter, all, clock, log}: TelemetryDeps,
): Promise<Telemetry> {
  const {protocol, version, instance, metricsEveryMs} = options;
  const own = {'service.name': NAME, 'service.version': version, 'service.instance.id': instance};
  const resource = resourceFromAttributes(own).merge(detectResources({detectors: [envDetector]}));
  const exporters = await exportersFor(protocol, log);
  const tracers = new TracerProvider({resource, spanProcessors: [new BatchSpanProcessor({exporter: exporters.spans})]});
  const reader = new PeriodicExportingMetricReader({
    exporter: exporters.metrics,
    exportIntervalMillis: metricsEveryMs,
    exportTimeoutMillis: Math.min(metricsEveryMs, 30_000),
    metricProducers: [registryProducer({all, now: clock.now, scope: {name: NAME, version}})],
  });
  const meters = new MeterProvider({resource, readers: [reader]});
  return {
    meter: tracingMeter(meter, tracers.getTracer(NAME, version)),
    async close() {
      await settlesWithin(clock, CLOSE_GRACE_MS, Promise.allSettled([tracers.shutdown(), meters.shutdown()]));
    },
  };
}
