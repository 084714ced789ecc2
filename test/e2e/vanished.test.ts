import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from '@jest/globals';
import {type Simulator, startSimulator} from '../../src/simulator/simulator.js';
import {expiredCertificate} from '../../src/simulator/typical-incidents.js';
import {quietAges} from '../support/fixtures/quiet-ages.js';
import {comparable} from '../support/fixtures/store-lines.js';
import {duckDb, influx1, influx2} from '../support/fixtures/stores.js';
import {appSettingsOf, shops} from '../support/fixtures/three-apps-fixture.js';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';
import {expectedLines, type OracleJob} from '../support/oracle/oracle.js';
import {runCollector} from '../support/servers/collector-process.js';
import {type Influxd, startInfluxd} from '../support/servers/influxd.js';

const HOUR = 3600;
const apps = shops.map(({app}) => app);
const [{app: shop}] = shops as [(typeof shops)[number]];
const now = Math.floor(Date.now() / 1000);
const jobs = ['chat', 'broadcast', 'chat-loss', 'broadcast-loss'].map((report): OracleJob => {
  return {report, step: '1h', span: 6 * HOUR, refresh: quietAges(1)};
});

let influxd: Influxd;
let simulator: Simulator;
let workplace: Workplace;

beforeAll(async () => {
  influxd = await startInfluxd();
});
afterAll(() => influxd?.stop());
beforeEach(async () => {
  workplace = await makeWorkplace();
  simulator = await startSimulator({apps: shops.map(({simulated}) => simulated), minGapMs: 0}, {now: Date.now});
});
afterEach(async () => {
  await simulator?.close();
  await workplace?.remove();
});

test.each([
  ['InfluxDB 1', influx1],
  ['the API of InfluxDB 2', influx2],
  ['DuckDB', duckDb],
])(
  'in %s a code, a platform and an event that a later answer lacks are zeros',
  async (_, open) => {
    const store = await open(influxd, workplace);
    try {
      await workplace.configure({
        apps: await appSettingsOf(workplace, simulator.url),
        jobs: jobs.map(({refresh, ...job}) => ({
          ...job,
          schedule: '0 * * * *',
          span: '6h',
          refresh: Object.keys(refresh),
        })),
        timpush: {paceMs: 5},
        http: {port: 0},
        ...store.settings,
      });
      simulator.setIncidents([expiredCertificate({sdkAppId: shop.sdkAppId, from: now - 24 * HOUR, to: now})]);
      const before = await collected();
      expect(dataOf(await store.lines())).toEqual(before);

      simulator.setIncidents([]);
      simulator.setApp(shop.sdkAppId, {platforms: {2: 0.5, 4: 0.5}});
      const after = await collected();
      const vanished = zeros(before, after);
      expect(dataOf(await store.lines())).toEqual([...after, ...vanished].sort());
      const of = (pattern: RegExp) => vanished.filter((line) => pattern.test(line)).length;
      // In each of the hours that are old enough: the code at both events, and what nothing splits.
      expect(
        of(/^timpush_(chat|broadcast)_loss_1h .* class=config code=403 count=0 .* text=ExpiredProviderToken$/),
      ).toBeGreaterThanOrEqual(15);
      expect(of(/^timpush_broadcast_platform_1h .* event=offline platform=vivo .* total=0$/)).toBeGreaterThanOrEqual(4);
      expect(of(/^timpush_chat_platform_1h .* platform=vivo .* total=0$/)).toBeGreaterThanOrEqual(4);
    } finally {
      await store.close();
    }
  },
  120_000,
);

/** What one pass over every window leaves, by the answers of now. */
async function collected(): Promise<string[]> {
  const calls = simulator.requests.length;
  const {code, stderr} = await runCollector(workplace.folder, ['collect', '--config', 'collector.yaml', '--force']);
  expect({code, stderr}).toMatchObject({code: 0});
  return dataOf(expectedLines({apps, jobs, simulator: {...simulator, requests: simulator.requests.slice(calls)}}));
}

/** Neither the ledger nor what stays as it was at an age. */
function dataOf(lines: readonly string[]): string[] {
  return comparable(lines).filter((line) => !line.startsWith('timpush_ledger ') && !line.includes('_aged '));
}

const COUNT = / (total|sent|delivered|clicked|receipt_\w+|count)=\d+/g;

/** Of those lines that have no counterpart: the same with all counts 0. */
function zeros(before: readonly string[], after: readonly string[]): string[] {
  const identities = new Set(after.map((line) => line.replace(COUNT, '')));
  return before
    .filter((line) => !identities.has(line.replace(COUNT, '')))
    .map((line) => line.replace(COUNT, (_, name) => ` ${name}=0`));
}
