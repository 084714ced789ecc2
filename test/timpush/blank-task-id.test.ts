import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {openClients} from '../../src/api-clients.js';
import {known} from '../../src/collector.js';
import {loadConfig} from '../../src/config/load.js';
import {noopMeter} from '../../src/domain/noop-meter.js';
import {type BlankTaskId, startSimulator} from '../../src/simulator/simulator.js';
import {reports} from '../../src/timpush/reports.js';
import {ManualClock} from '../support/doubles/manual-clock.js';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';

const clock = new ManualClock('2026-03-20T14:10:00Z');
let workplace: Workplace;

beforeEach(async () => {
  workplace = await makeWorkplace();
});
afterEach(() => workplace.remove());

/** Codes of the calls for one window of broadcasts, and then for one of their losses, twice each. */
async function codes(blankTaskId: BlankTaskId): Promise<unknown[]> {
  const shop = {sdkAppId: 101, secretKey: 'key-of-the-shop'};
  const simulator = await startSimulator({apps: [shop], minGapMs: 0, blankTaskId}, {now: () => clock.now()});
  const secretKeyFile = await workplace.secret('shop', shop.secretKey);
  await workplace.configure({
    apps: [{name: 'shop', sdkAppId: 101, baseUrl: simulator.url, secretKeyFile}],
    store: 'duckdb',
  });
  const config = loadConfig({path: workplace.path('collector.yaml'), env: {}}, known);
  const clients = openClients(config, {clock, meter: noopMeter});
  try {
    const source = clients.source(clients.apps[0]!);
    const end = Math.floor(clock.now() / 1000) - 600;
    const options = {signal: new AbortController().signal};
    for (const report of [reports.broadcast!, reports['broadcast-loss']!]) {
      await source.fetch(report, {start: end - 3600, end}, options);
      await source.fetch(report, {start: end - 3600, end}, options);
    }
    return simulator.requests.map(({code}) => code);
  } finally {
    await clients.close();
    await simulator.close();
  }
}

test.each<[BlankTaskId, number[]]>([
  ['empty-list', [0, 0]],
  ['absent', [90100, 0, 0]],
  ['empty-string', [90100, 90100, 0, 0]],
])('an API that takes %s for blank is understood, at the cost of its refusals once', async (blank, expected) => {
  expect(await codes(blank)).toEqual([...expected, ...expected]);
});
