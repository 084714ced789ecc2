import {type HrTime, ValueType} from '@opentelemetry/api';
import {emptyResource} from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type CollectionResult,
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import type {MetricObjectWithValues, MetricValueWithName} from 'prom-client';

/** A metric with its samples, as prom-client tells them. */
export type PrometheusMetric = MetricObjectWithValues<MetricValueWithName<string>>;

export interface ProducerDeps {
  readonly all: () => Promise<readonly PrometheusMetric[]>;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  readonly scope: {readonly name: string; readonly version: string};
}

/** The same numbers under the same names as on `/metrics`; counters and histograms are cumulative since now. */
export function registryProducer({all, now, scope}: ProducerDeps): MetricProducer {
  const startTime = hrTime(now());
  return {
    async collect(): Promise<CollectionResult> {
      const times = {startTime, endTime: hrTime(now())};
      const metrics = (await all()).filter(({values}) => values.length > 0).map((metric) => dataOf(metric, times));
      return {resourceMetrics: {resource: emptyResource(), scopeMetrics: [{scope, metrics}]}, errors: []};
    },
  };
}

type Times = Pick<DataPoint<unknown>, 'startTime' | 'endTime'>;

function dataOf(metric: PrometheusMetric, times: Times): MetricData {
  const descriptor = {name: metric.name, description: metric.help, unit: '', valueType: ValueType.DOUBLE};
  const shared = {descriptor, aggregationTemporality: AggregationTemporality.CUMULATIVE};
  const type = String(metric.type);
  if (type === 'histogram')
    return {...shared, dataPointType: DataPointType.HISTOGRAM, dataPoints: histograms(metric, times)};
  const dataPoints = metric.values.map(({value, labels}) => ({...times, attributes: labels, value}));
  if (type === 'counter') return {...shared, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints};
  return {...shared, dataPointType: DataPointType.GAUGE, dataPoints};
}

/** Prometheus has a sample for each bucket, each with all that is smaller, and two more for sum and count. */
function histograms({name, values}: PrometheusMetric, times: Times): DataPoint<Histogram>[] {
  const series = new Map<string, {attributes: PrometheusMetric['values'][number]['labels']; samples: typeof values}>();
  for (const sample of values) {
    const {le: _, ...attributes} = sample.labels;
    const key = JSON.stringify(attributes);
    const one = series.get(key) ?? {attributes, samples: []};
    one.samples.push(sample);
    series.set(key, one);
  }
  return [...series.values()].map(({attributes, samples}) => {
    const only = (suffix: string) => samples.find(({metricName}) => metricName === name + suffix)?.value ?? 0;
    const buckets = samples.filter(({labels}) => labels.le !== undefined);
    const boundaries = buckets.map(({labels}) => Number(labels.le)).filter(Number.isFinite);
    const counts = buckets.map(({value}, index) => value - (buckets[index - 1]?.value ?? 0));
    return {...times, attributes, value: {buckets: {boundaries, counts}, sum: only('_sum'), count: only('_count')}};
  });
}

function hrTime(ms: number): HrTime {
  return [Math.floor(ms / 1000), (ms % 1000) * 1e6];
}
