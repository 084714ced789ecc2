import {afterEach, beforeEach, expect, test} from '@jest/globals';
import type {Point} from '../../src/domain/point.js';
import {openDuckDb} from '../../src/duckdb/duckdb-store.js';
import {type Simulator, startSimulator} from '../../src/simulator/simulator.js';
import {flowControl} from '../../src/simulator/typical-incidents.js';
import {Collection, TICK} from '../grafana/alerting/collection.js';
import {duckDbLines} from '../support/fixtures/store-lines.js';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';
import {eventually} from '../support/oracle/eventually.js';
import {type AlertmanagerServer, startAlertmanager} from '../support/servers/alertmanager.js';
import {type CollectorProcess, launchCollector} from '../support/servers/collector-process.js';

const HOUR = 3600;
const SHOP = 1_400_000_001;
const now = Math.floor(Date.now() / 1000);
/** What was collected before the program starts. */
const latest = Math.floor(now / TICK) * TICK;
const BEGIN = latest - 8 * 24 * HOUR;

const since = Math.floor(now / HOUR) * HOUR - 4 * HOUR;
const incidents = [flowControl({kind: 'chat', from: since, to: now + 24 * HOUR})];
const shop = {sdkAppId: SHOP, secretKey: 'key-of-shop', volume: 1_800_000};

let simulator: Simulator;
let workplace: Workplace;
let alertmanager: AlertmanagerServer;
let running: CollectorProcess | undefined;

beforeEach(async () => {
  workplace = await makeWorkplace();
  alertmanager = await startAlertmanager();
  simulator = await startSimulator({apps: [shop], minGapMs: 0, incidents}, {now: Date.now});
  await workplace.configure({
    apps: [
      {
        name: 'shop-cn',
        sdkAppId: SHOP,
        baseUrl: simulator.url,
        secretKeyFile: await workplace.secret('shop-cn', 'key-of-shop'),
      },
    ],
    jobs: [{report: ['chat', 'chat-loss'], step: '1h', schedule: '* * * * *', span: '2h', refresh: ['10m']}],
    timpush: {paceMs: 5, userSigTtl: '365d'},
    store: 'duckdb',
    duckdb: {path: workplace.path('push.duckdb')},
    http: {port: 0},
    alerts: {alertmanagerUrl: alertmanager.url},
  });
});
afterEach(async () => {
  await running?.stop();
  await alertmanager.stop();
  await simulator.close();
  await workplace.remove();
});

test('what a running collector finds arrives at Alertmanager, with its sentence and its reason, and is recorded', async () => {
  const store = await openDuckDb({path: workplace.path('push.duckdb')});
  const collection = new Collection({name: 'shop-cn', volume: shop.volume, incidents}, SHOP, BEGIN);
  const points: Point[] = [];
  for (let tick = BEGIN; tick <= latest; tick += TICK) points.push(...(await collection.tick(tick)));
  await store.write(points);
  await store.close();
  running = launchCollector(workplace.folder, ['start', '--config', 'collector.yaml']);
  await eventually(async () => (await alertmanager.alerts()).length > 0, 90_000);
  const [alert, ...others] = await alertmanager.alerts();
  expect(others).toEqual([]);
  expect(alert!.labels).toMatchObject({alertname: 'TimpushDelivery', app: 'shop-cn', platform: 'huawei'});
  expect(alert!.annotations.summary).toMatch(/^Huawei at shop-cn: delivery fell from [78]\d % to 2\d %, since /);
  expect(Date.parse(alert!.startsAt) / 1000).toBe(since);
  expect(alert!.annotations.description).toMatch(/^\d\d % of the losses: .*flow control.*; what to do: /);
  await running.stop();
  running = undefined;
  const lines = await duckDbLines(workplace.path('push.duckdb'));
  const recorded = lines.filter((line) => line.startsWith('timpush_finding '));
  expect(recorded).toEqual([expect.stringContaining(`timpush_finding ${since} `)]);
  expect(recorded[0]).toMatch(/ kind=delivery .*platform=huawei .*severity=critical .* until=0 /s);
}, 150_000);
