import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from '@jest/globals';
import type {Collector} from '../../src/collector.js';
import {measurement} from '../../src/domain/measurements.js';
import {inventoryOf, renameSeries} from '../../src/domain/series.js';
import {openInflux} from '../../src/influx/influx-store.js';
import {influxDeps} from '../support/doubles/influx-deps.js';
import {at} from '../support/doubles/manual-clock.js';
import {pushPoints} from '../support/fixtures/counts.js';
import {anEntry} from '../support/fixtures/examples.js';
import {recordEntries} from '../support/fixtures/record-entries.js';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';
import {openCollectorAt} from '../support/servers/collector-in-process.js';
import {createDatabase, type Influxd, startInfluxd} from '../support/servers/influxd.js';

const HOUR = 3600;
const start = at('2026-03-02T00:00Z');
const span = {start, end: start + 48 * HOUR};

let influxd: Influxd;
let workplace: Workplace;
let database: string;
let collector: Collector;
beforeAll(async () => {
  influxd = await startInfluxd();
});
afterAll(() => influxd?.stop());
beforeEach(async () => {
  workplace = await makeWorkplace();
  database = (await createDatabase(influxd.url)).name;
  const secretKeyFile = await workplace.secret('shop', 'key-of-shop');
  await workplace.configure({
    apps: [{name: 'shop', sdkAppId: 1_400_000_001, region: 'china', secretKeyFile}],
    jobs: [{report: 'chat', step: '1h', schedule: '5 * * * *', span: '2d', refresh: ['10m']}],
    store: 'influxdb',
    influxdb: {version: 1, url: influxd.url, database},
  });
  collector = await openCollectorAt(() => at('2026-03-05T00:00Z') * 1000, workplace);
});
afterEach(async () => {
  await collector.close();
  await workplace.remove();
});

test('after a rename by another process and a reload, sums are those of the new name', async () => {
  const window = {start, end: start + HOUR};
  await collector.store.write(pushPoints('shop', '1h', start, {apns: 10}));
  await recordEntries(collector.store, [anEntry({app: 'shop', window})]);
  const names = async ({store}: Collector) => {
    const [rows] = await store.sums([{measurement: measurement.chatTotal('1h'), span, fields: ['sent'], by: ['app']}]);
    return rows!.map(({tags, fields}) => `${tags.app} ${fields.sent}`);
  };
  expect(await names(collector)).toEqual(['shop 10']);

  const other = openInflux({version: 1, url: influxd.url, database}, influxDeps());
  const [entry] = await other.latest({measurement: measurement.ledger, by: []});
  const app = {app: 'shop', sdkAppId: Number(entry!.tags.sdkappid)};
  await renameSeries(other, {app, to: 'store', inventory: await inventoryOf(other, app), since: 0});
  await other.close();

  expect(await names(collector.withConfig(collector.config))).toEqual(['store 10']);
});
