import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from '@jest/globals';
import type {Collector} from '../../src/collector.js';
import {influx2, type TargetStore} from '../support/fixtures/stores.js';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';
import {openCollectorAt, runAll} from '../support/servers/collector-in-process.js';
import {runCollector} from '../support/servers/collector-process.js';
import type {InfluxShim} from '../support/servers/influx-v2-shim.js';
import {createDatabase, type Influxd, startInfluxd} from '../support/servers/influxd.js';

/** InfluxDB 2 with a mapping that sends queries elsewhere than writes. */
let influxd: Influxd;
let bench: TwoApps;
let target: TargetStore & {readonly shim: InfluxShim};
let elsewhere: string;
let collector: Collector | undefined;

beforeAll(async () => {
  influxd = await startInfluxd();
  elsewhere = (await createDatabase(influxd.url)).name;
});
afterAll(() => influxd?.stop());
beforeEach(async () => {
  bench = await openTwoApps();
  target = await influx2(influxd, bench.workplace);
  await bench.configure(target.settings);
});
afterEach(async () => {
  await collector?.close();
  collector = undefined;
  await target.close();
  await bench.close();
});

const remedy = /influx v1 dbrp create --db "test_\w+" --rp "autogen" --bucket-id <id of "test_\w+"> --default/;

test('check, start and collect say so, and nothing is asked for', async () => {
  target.shim.map(elsewhere);
  const {code, stdout} = await bench.run('check');
  expect({code, stdout}).toEqual({
    code: 1,
    stdout: expect.stringMatching(/^FAILED store: What is written to InfluxDB/m),
  });
  expect(stdout).toMatch(remedy);
  const asked = bench.simulator.requests.length;

  const started = await runCollector(bench.workplace.folder, ['start', '--config', 'collector.yaml']);
  expect(started).toMatchObject({code: 1, stderr: expect.stringMatching(remedy)});
  const collected = await bench.run('collect', '--json');
  expect(collected.code).toBe(1);
  expect(JSON.parse(collected.stdout)).toMatchObject([{calls: 0, error: expect.stringMatching(remedy)}, {calls: 0}]);
  expect(bench.simulator.requests).toHaveLength(asked);
  expect((await target.lines()).filter((line) => !line.startsWith('timpush_check '))).toEqual([]);
});

test('a mapping that is made later stops the next run; without it the run after that goes on', async () => {
  collector = await openCollectorAt(Date.now, bench.workplace);
  expect(await runAll(collector)).toEqual({left: 0, errors: []});
  const asked = bench.simulator.requests.length;
  target.shim.map(elsewhere);
  const {errors} = await runAll(collector);
  expect(errors.map(String)).toEqual([expect.stringMatching(remedy), expect.stringMatching(remedy)]);
  target.shim.map(undefined);
  expect(await runAll(collector)).toEqual({left: 0, errors: []});
  expect(bench.simulator.requests).toHaveLength(asked);
});
