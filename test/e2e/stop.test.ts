import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {startStandstill} from '../support/doubles/standstill.js';
import {openRunningCollector, type RunningCollector} from '../support/fixtures/running-collector-fixture.js';
import {eventually} from '../support/oracle/eventually.js';
import type {CollectorProcess} from '../support/servers/collector-process.js';
import {freePort} from '../support/servers/free-port.js';

let experiment: RunningCollector;

beforeEach(async () => {
  experiment = await openRunningCollector();
});
afterEach(() => experiment?.close());

test('at SIGTERM every call in flight is finished and kept, and the program ends well', async () => {
  const {requests} = await experiment.simulate({latencyMs: 700});
  const running = await experiment.start();
  await eventually(() => requests.length >= 9);
  await expectQuickEnd(running);
  const answered = requests.filter(({code}) => code === 0).length;
  expect(answered).toBeLessThan(100);
  expect(await experiment.windowsKept()).toBe(answered);
});

test('an API that never answers cannot hold the end up', async () => {
  const {requests} = await experiment.simulate({latencyMs: 120_000});
  const running = await experiment.start();
  // One of each app: after the next tick, which may come at once, no further window is begun.
  await eventually(() => requests.length >= 3);
  await expectQuickEnd(running);
});

test('a store that is not there cannot hold the end up', async () => {
  await experiment.simulate();
  const running = await experiment.start({storeUrl: `http://127.0.0.1:${await freePort()}`});
  await eventually(async () => (await experiment.get('/readyz')).status === 503, 5000);
  await expectQuickEnd(running);
});

test.each([
  ['while it starts', 0],
  ['while it runs', 2],
])('a store that stands still cannot hold the end up: SIGTERM %s', async (_, answers) => {
  await experiment.simulate();
  const store = await startStandstill(answers);
  try {
    const running = await experiment.start({storeUrl: store.url});
    await eventually(() => store.waiting() > 0);
    await expectQuickEnd(running);
  } finally {
    await store.stop();
  }
});

async function expectQuickEnd(running: CollectorProcess): Promise<void> {
  const signalledMs = performance.now();
  const {code} = await running.stop();
  expect(code).toBe(0);
  expect(performance.now() - signalledMs).toBeLessThan(10_000);
}
