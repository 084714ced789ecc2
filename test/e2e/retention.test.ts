import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from '@jest/globals';
import {influx1, influx2, type TargetStore} from '../support/fixtures/stores.js';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';
import {until} from '../support/oracle/until.js';
import {launchCollector} from '../support/servers/collector-process.js';
import {type Influxd, startInfluxd} from '../support/servers/influxd.js';

/** A database that keeps points for four days, and a job that wants ten. */
let influxd: Influxd;
let bench: TwoApps;
let target: TargetStore;

beforeAll(async () => {
  influxd = await startInfluxd();
});
afterAll(() => influxd?.stop());

const jobs = [{report: 'chat', step: '6h', schedule: '0 * * * *', span: '10d', refresh: ['10m']}];
const says =
  'the database keeps points for 4 days, the job chat 6h wants 10 days of whole windows: older ones are not asked for';

describe.each([
  ['1', influx1],
  ['2', influx2],
])('retention shorter than the span, on InfluxDB %s', (_, open) => {
  beforeEach(async () => {
    bench = await openTwoApps();
    target = await open(influxd, bench.workplace);
    await bench.configure({...target.settings, jobs});
    const {database = '', bucket = database} = (target.settings as {influxdb: {database?: string; bucket?: string}})
      .influxdb;
    const q = `ALTER RETENTION POLICY "autogen" ON "${bucket}" DURATION 96h SHARD DURATION 1h`;
    await fetch(`${influxd.url}/query`, {method: 'POST', body: new URLSearchParams({q})});
  });
  afterEach(async () => {
    await target.close();
    await bench.close();
  });

  test('check says so and is well, plan and collect leave out what is not kept, and status has a word for it', async () => {
    const checked = await bench.run('check');
    expect(checked).toMatchObject({code: 0, stdout: expect.stringContaining(`ok     retention: ${says}`)});
    const planned = await bench.run('plan');
    expect(planned.stdout).toContain('The database keeps points for 4 days: older windows are not asked for.');
    const calls = Number(/^(\d+) calls/m.exec(planned.stdout)![1]);
    // The newest may be too young to be asked for.
    expect(calls).toBeGreaterThanOrEqual(2 * 14);
    expect(calls).toBeLessThanOrEqual(2 * 16);

    const collected = await bench.run('collect', '--json');
    expect(collected).toMatchObject({code: 0, stderr: expect.stringContaining('older windows are not asked for')});
    const again = await bench.run('collect', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject([{calls: 0, left: 0, rejected: 0}, {calls: 0}]);
    const [{windows}] = JSON.parse((await bench.run('status', '--json')).stdout);
    expect(windows).toMatchObject({missing: 0, rejected: 0, due: 0});
    expect(windows.unkept).toBeGreaterThanOrEqual(24);
    expect((await bench.run('status')).stdout).toMatch(/rejected +missing +unkept/);
  });

  test('start says so', async () => {
    await bench.configure({...target.settings, jobs, log: {level: 'warn'}});
    const collector = launchCollector(bench.workplace.folder, ['start', '--config', 'collector.yaml']);
    try {
      await until(() => collector.stderr.includes(says), 15_000);
    } finally {
      await collector.stop('SIGKILL');
    }
  });
});
