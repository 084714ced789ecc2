import {expect, test} from '@jest/globals';
import {SpanStatusCode} from '@opentelemetry/api';
import {InMemorySpanExporter, SimpleSpanProcessor, TracerProvider} from '@opentelemetry/sdk-trace';
import {ApiError, TransportError} from '../../src/domain/errors.js';
import {noopMeter} from '../../src/domain/noop-meter.js';
import {tracingMeter} from '../../src/telemetry/tracing-meter.js';

const run = {kind: 'run', app: 'shop', report: 'chat', step: '1h'} as const;
const call = {kind: 'call', app: 'shop', report: 'chat', attempt: 1} as const;

function traced() {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({spanProcessors: [new SimpleSpanProcessor({exporter})]});
  const {trace, ...meter} = tracingMeter(noopMeter, provider.getTracer('test'));
  return {trace: trace!, ...meter, spans: () => exporter.getFinishedSpans()};
}

test('calls of two runs at once belong each to its own', async () => {
  const {trace, spans} = traced();
  const both = ['shop', 'mall'].map((app) =>
    trace({...run, app}, async () => {
      await Promise.resolve();
      await Promise.all([1, 2].map((attempt) => trace({...call, app, attempt}, async () => undefined)));
    }),
  );
  await Promise.all(both);
  const runs = spans().filter(({name}) => name === 'run chat 1h');
  expect(runs.map(({parentSpanContext}) => parentSpanContext)).toEqual([undefined, undefined]);
  const calls = spans().filter(({name}) => name === 'call chat');
  expect(calls).toHaveLength(4);
  for (const {parentSpanContext, attributes} of calls) {
    const parent = runs.find((each) => each.spanContext().spanId === parentSpanContext?.spanId);
    expect(parent?.attributes['timpush.app']).toBe(attributes['timpush.app']);
  }
});

test('what fails is marked, by its kind and code and without its words, and fails on', async () => {
  const {trace, spans} = traced();
  const refused = new ApiError(70009, 'usersig=abc is wrong', 'stop');
  await expect(trace(call, () => Promise.reject(refused))).rejects.toBe(refused);
  await expect(trace(call, () => Promise.reject(new TransportError('no answer')))).rejects.toThrow('no answer');
  const [first, second] = spans();
  expect(first!.attributes).toMatchObject({'error.type': 'ApiError', 'timpush.code': '70009'});
  expect(second!.attributes).toMatchObject({'error.type': 'TransportError'});
  for (const {status, events, attributes} of [first!, second!]) {
    expect({status, events}).toEqual({status: {code: SpanStatusCode.ERROR}, events: []});
    expect(JSON.stringify(attributes)).not.toMatch(/usersig|no answer/);
  }
});
