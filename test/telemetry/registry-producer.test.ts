import {expect, test} from '@jest/globals';
import {Counter, Gauge, Histogram, Registry} from 'prom-client';
import {registryProducer} from '../../src/telemetry/registry-producer.js';

const scope = {name: 'timpush-collector', version: '1.2.3'};

test('counters, gauges and histograms keep their names, labels and numbers; what has no sample is left out', async () => {
  const registry = new Registry();
  const registers = [registry];
  new Counter({name: 'calls_total', help: 'Calls', labelNames: ['code'], registers}).inc({code: 'ok'}, 3);
  new Gauge({name: 'lag_seconds', help: 'Lag', registers}).set(12.5);
  new Gauge({name: 'unknown', help: 'Nobody knows', labelNames: ['app'], registers});
  const took = new Histogram({name: 'took', help: 'Time', labelNames: ['report'], buckets: [1, 10], registers});
  for (const value of [0.5, 2, 3, 60]) took.observe({report: 'chat'}, value);
  took.observe({report: 'broadcast'}, 7);

  let now = 1_000_500;
  const producer = registryProducer({all: () => registry.getMetricsAsJSON(), now: () => now, scope});
  now = 1_061_000;
  const {resourceMetrics, errors} = await producer.collect();
  const [{metrics, ...told}] = resourceMetrics.scopeMetrics as [(typeof resourceMetrics.scopeMetrics)[0]];
  expect({errors, told}).toEqual({errors: [], told: {scope}});
  const times = {startTime: [1000, 500e6], endTime: [1061, 0]};
  expect(metrics.map(({descriptor: {name, description}, dataPoints}) => ({name, description, dataPoints}))).toEqual([
    {name: 'calls_total', description: 'Calls', dataPoints: [{...times, attributes: {code: 'ok'}, value: 3}]},
    {name: 'lag_seconds', description: 'Lag', dataPoints: [{...times, attributes: {}, value: 12.5}]},
    {
      name: 'took',
      description: 'Time',
      dataPoints: [
        {
          ...times,
          attributes: {report: 'chat'},
          value: {buckets: {boundaries: [1, 10], counts: [1, 2, 1]}, sum: 65.5, count: 4},
        },
        {
          ...times,
          attributes: {report: 'broadcast'},
          value: {buckets: {boundaries: [1, 10], counts: [0, 1, 0]}, sum: 7, count: 1},
        },
      ],
    },
  ]);
});
