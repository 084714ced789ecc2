import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from '@jest/globals';
import {measurement} from '../../src/domain/measurements.js';
import {duckDb, influx1, influx2, type TargetStore} from '../support/fixtures/stores.js';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';
import {openCollectorAt} from '../support/servers/collector-in-process.js';
import {type Influxd, startInfluxd} from '../support/servers/influxd.js';

let influxd: Influxd;
let bench: TwoApps;
let target: TargetStore;

beforeAll(async () => {
  influxd = await startInfluxd();
});
afterAll(() => influxd?.stop());

const day = (ago: number) => new Date(Date.now() + (8 - 24 * ago) * 3_600_000).toISOString().slice(0, 10);
const span = ['--from', day(6), '--to', day(2)];
const jobs = [{report: 'chat', step: '1d', schedule: '0 * * * *', span: '20d', refresh: ['10m']}];
const app = (name: string, sdkAppId: number, key = name) => {
  return {name, sdkAppId, baseUrl: bench.simulator.url, secretKeyFile: bench.workplace.path(`secrets/${key}`)};
};

describe.each([
  ['DuckDB', duckDb],
  ['InfluxDB 1', influx1],
  ['InfluxDB 2', influx2],
])('forget, on %s', (_, open) => {
  beforeEach(async () => {
    bench = await openTwoApps();
    target = await open(influxd, bench.workplace);
    await configure();
  });
  afterEach(async () => {
    await target.close();
    await bench.close();
  });

  const configure = (settings: object = {}) => bench.configure({...target.settings, jobs, ...absolute(), ...settings});
  /** The commands run in another folder than the program. */
  const absolute = () =>
    'duckdb' in target.settings ? {duckdb: {path: bench.workplace.path('data/push.duckdb')}} : {};
  /** `app SDKAppID` of every point but the store's own, each once. */
  const identities = async () => {
    const named = (await target.lines()).filter((line) => !line.startsWith('timpush_check '));
    return [
      ...new Set(named.map((line) => `${/ app=(\S+)/.exec(line)![1]} ${/ sdkappid=(\d+)/.exec(line)![1]}`)),
    ].sort();
  };
  const rowsOf = (stdout: string) => {
    const {points} = JSON.parse(stdout) as {points: {measurement: string; points: number}[]};
    return Object.fromEntries(points.map((row) => [row.measurement, row.points]));
  };

  test('shows what would go, by measurement, and with --yes removes it; the other app stays', async () => {
    await bench.run('collect', ...span);
    const before = await target.lines();
    const dry = await bench.run('forget', '--app', 'red');
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain(
      'SDKAppID 101 as “red”, removed: this is what would go. Nothing is changed; --yes does it.',
    );
    expect(dry.stdout).toMatch(/^timpush_ledger +4$/m);
    expect(dry.stdout).toContain('a collector at work collects again what the vendor still answers');
    expect(await target.lines()).toEqual(before);

    const {code, stdout} = await bench.run('forget', '--app', 'red', '--yes', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({what: 'SDKAppID 101 as “red”, removed', done: true});
    expect(rowsOf(stdout)).toMatchObject({timpush_chat_total_1d: 4, timpush_ledger: 4, timpush_run: 1});
    expect(await identities()).toEqual(['blue 102']);
    expect((await bench.run('forget', '--app', 'red', '--yes')).code).toBe(1);
  });

  test('takes back a series of a wrong SDKAppID that is named by the refusal', async () => {
    await bench.run('collect', ...span);
    const collector = await openCollectorAt(Date.now, bench.workplace);
    const tags = {app: 'red', sdkappid: '777', report: 'chat', step: '1d'};
    const fields = {fetched_at: 1, window_end: 2, error_code: 0, outcome: 'ok', platforms: ''};
    await collector.store.write([{measurement: measurement.ledger, tags, fields, time: Math.floor(Date.now() / 1000)}]);
    await collector.close();
    const refused = await bench.run('collect', '--json');
    expect(refused.code).toBe(1);
    const command = /timpush-collector (forget --app red --sdk-app-id 777)/.exec(refused.stdout)![1]!;
    const choice = await bench.run('forget', '--app', 'red');
    expect(choice).toMatchObject({code: 2, stderr: expect.stringMatching(/say which: (101, 777|777, 101)/)});
    expect((await bench.run(...command.split(' '), '--yes')).code).toBe(0);
    expect(await identities()).toEqual(['blue 102', 'red 101']);
    expect((await bench.run('collect')).code).toBe(0);
  });

  test('renames a series, of which nothing is then asked again', async () => {
    await bench.run('collect', ...span);
    const counts = (lines: readonly string[]) => lines.filter((line) => /^timpush_(chat|ledger)/.test(line)).sort();
    const before = counts(await target.lines());
    const apps = [app('rouge', 101, 'red'), app('blue', 102)];
    await configure({apps});
    const refused = await bench.run('check');
    expect(refused.stdout).toContain('timpush-collector forget --app red --sdk-app-id 101 --rename rouge');
    const rename = ['forget', '--app', 'red', '--sdk-app-id', '101', '--rename', 'rouge'];
    expect((await bench.run(...rename)).stdout).toContain('Nothing is changed');
    expect(counts(await target.lines())).toEqual(before);

    expect((await bench.run(...rename, '--yes')).code).toBe(0);
    expect(await identities()).toEqual(['blue 102', 'rouge 101']);
    expect(counts(await target.lines())).toEqual(before.map((line) => line.replace('app=red', 'app=rouge')).sort());
    const asked = bench.simulator.requests.length;
    const collected = await bench.run('collect', ...span, '--json');
    expect(JSON.parse(collected.stdout)).toMatchObject([
      {app: 'rouge', calls: 0, error: ''},
      {app: 'blue', calls: 0},
    ]);
    expect(bench.simulator.requests).toHaveLength(asked);
  });

  test('does not rename over points that differ, nor to a name of another SDKAppID', async () => {
    await bench.run('collect', ...span);
    const taken = await bench.run('forget', '--app', 'red', '--rename', 'blue', '--yes');
    expect(taken).toMatchObject({code: 1, stderr: expect.stringContaining('SDKAppID 102 is stored as “blue” already')});

    const collector = await openCollectorAt(Date.now, bench.workplace);
    const [point] = await collector.store.points({
      measurement: measurement.chatTotal('1d'),
      span: {start: 0, end: 4_000_000_000},
      tags: {app: 'red'},
    });
    await collector.store.write([
      {...point!, tags: {...point!.tags, app: 'rouge'}, fields: {...point!.fields, sent: 5}},
    ]);
    await collector.close();
    const before = await target.lines();
    const conflict = await bench.run('forget', '--app', 'red', '--rename', 'rouge', '--yes');
    expect(conflict).toMatchObject({code: 1, stderr: expect.stringContaining('1 point is stored under both names')});
    expect(await target.lines()).toEqual(before);
    expect((await bench.run('forget', '--app', 'rouge', '--sdk-app-id', '101', '--yes')).code).toBe(0);
    expect((await bench.run('forget', '--app', 'red', '--rename', 'rouge', '--yes')).code).toBe(0);
    expect(await identities()).toEqual(['blue 102', 'rouge 101']);
  });

  test('removes the windows of the grid that a changed zone left behind', async () => {
    await bench.run('collect', ...span);
    await configure({timezone: 'UTC'});
    const said =
      /4 windows of red, chat 1d, lie on another grid, since [-\d]+ 16:00 \(UTC; .* Their time costs 5 calls on the present grid/;
    expect((await bench.run('plan')).stdout).toMatch(said);
    await bench.run('collect');
    const checked = await bench.run('check');
    expect(checked.code).toBe(1);
    expect(checked.stdout).toMatch(
      /^FAILED grid: 4 windows of blue, .* costs 0 calls .*timpush-collector forget --grid --app blue/m,
    );

    expect((await bench.run('status')).stdout).toContain(
      '! red chat 1d: 4 windows of another grid are stored, and not counted',
    );

    const counted = async () =>
      JSON.parse((await bench.run('report', '--last', '20d', '--step', '1d', '--json')).stdout);
    const once = await counted();
    const dry = await bench.run('forget', '--grid', '--app', 'red', '--json');
    expect(rowsOf(dry.stdout)).toMatchObject({timpush_chat_total_1d: 4, timpush_ledger: 4});
    expect(JSON.parse(dry.stdout)).toMatchObject({done: false, notes: [expect.stringContaining('4 windows since')]});
    const ledgerLines = async () => (await target.lines()).filter((line) => line.startsWith('timpush_ledger ')).length;
    const before = await ledgerLines();
    expect((await bench.run('forget', '--grid', '--yes')).code).toBe(0);
    expect(await ledgerLines()).toBe(before - 8);
    expect((await counted()).rows).toEqual(once.rows);
    expect((await bench.run('check')).code).toBe(0);
    for (const yes of [[], ['--yes']])
      expect(await bench.run('forget', '--grid', ...yes)).toMatchObject({
        code: 0,
        stdout: 'Every window lies on the present grid: there is nothing to remove\n',
      });
    expect(JSON.parse((await bench.run('collect', '--json')).stdout)).toMatchObject([{calls: 0}, {calls: 0}]);
  });
});

describe('what cannot be obeyed is bad usage', () => {
  beforeEach(async () => {
    bench = await openTwoApps();
  });
  afterEach(() => bench.close());

  test.each([
    [[], '--app: whose series is to go?'],
    [['--grid', '--rename', 'x'], '--grid: it takes neither --rename nor --sdk-app-id'],
    [['--app', 'red', '--rename', 'a b'], '--rename: “a b” is not a name'],
    [['--app', 'red', '--rename', 'red'], 'is the name that it has'],
    [['--app', 'red', '--sdk-app-id', 'x'], 'It must be a whole number'],
    [['--grid', '--app', 'nobody'], '--app: “nobody” is not configured'],
  ])('%j', async (args, reason) => {
    expect(await bench.run('forget', ...args)).toMatchObject({code: 2, stderr: expect.stringContaining(reason)});
  });

  test('what is not stored is not done', async () => {
    await bench.run('collect');
    const {code, stderr} = await bench.run('forget', '--app', 'nobody');
    expect({code, stderr}).toEqual({
      code: 1,
      stderr: 'nothing of “nobody” is stored; known apps: “blue” (102), “red” (101)\n',
    });
  });
});
