import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {verifiedText} from '../../src/cli/verify-text.js';
import {reports} from '../../src/timpush/reports.js';
import {anApp} from '../support/fixtures/examples.js';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';

let bench: TwoApps;

const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
const jobs = [{report: 'chat', step: '1d', schedule: '0 * * * *', span: '6d', refresh: ['10m', '1h']}];

/** Commands that tell of times; a collected day is asked again with --force. */
const commands = [
  ['status'],
  ['report', '--last', '5d'],
  ['report', '--last', '5d', '--by', 'day'],
  ['report', '--campaigns'],
  ['plan', '--force'],
  ['check'],
  ['verify', '--app', 'red'],
  ['forget', '--grid'],
];

beforeEach(async () => {
  bench = await openTwoApps();
  await bench.configure({jobs});
  await bench.run('collect');
});
afterEach(() => bench.close());

/** Every number that could be an instant, with the path to it. */
function instants(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return value > 1.5e9 && value < 3e9 ? [`${path}: ${value}`] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => instants(each, `${path}/${key}`));
}

describe('times', () => {
  test('in JSON are ISO 8601 with an offset or Z; for people local to the zone', async () => {
    await bench.configure({jobs, timezone: 'America/New_York'});
    for (const command of commands) {
      const json = (await bench.run(...command, '--json')).stdout;
      expect({command, numbers: instants(JSON.parse(json))}).toEqual({command, numbers: []});
      const texts = json.match(/"\d{4}-\d\d-\d\dT[^"]*"/g) ?? [];
      expect(texts.filter((text) => !/T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"$/.test(text))).toEqual([]);
      const {stdout} = await bench.run(...command);
      expect({command, utc: stdout.match(/\d\d:\d\d(:\d\d)?Z/g)}).toEqual({command, utc: null});
    }
  });

  test('of plan are those of the configured zone, but days those of their app', async () => {
    const asked = ['plan', '--force', '--from', `${day(4)}T00:00+01:00`, '--to', `${day(3)}T00:00+01:00`];
    const apps = (await bench.run(...asked)).stdout;
    expect(apps).toContain('windows (Asia/Shanghai)');
    expect(apps).not.toContain('Berlin');
    await bench.configure({jobs, timezone: 'Europe/Berlin', apps: await appsOf()});
    const lines = (await bench.run(...asked)).stdout.split('\n');
    expect(lines.find((line) => line.startsWith('red'))).toMatch(/ 00:00 … .* 00:00 \(Asia\/Shanghai\)$/);
    expect(lines.find((line) => line.startsWith('blue'))).toMatch(/ 00:00 … .* 00:00$/);
  });

  async function appsOf() {
    const secretKeyFile = await bench.workplace.secret('key', '11aa-the-key-of-red');
    const own = {baseUrl: bench.simulator.url, secretKeyFile};
    return [
      {...own, name: 'red', sdkAppId: 101, timezone: 'Asia/Shanghai'},
      {...own, name: 'blue', sdkAppId: 102},
    ];
  }

  test('of verify are days of each app, and say of which zone', () => {
    const verified = {report: reports.chat!, day: {start: 0, end: 86_400}, checks: [], error: 'refused'};
    const [shop, news] = [anApp(), anApp({name: 'news', timezone: 'Europe/Berlin'})];
    expect(verifiedText([{...verified, app: shop}])).toMatch(/^app +report +day \(Asia\/Shanghai\) +check/);
    const text = verifiedText([
      {...verified, app: shop},
      {...verified, app: news},
    ]);
    expect(text).toMatch(/^shop +chat +1970-01-01 \(Asia\/Shanghai\) /m);
    expect(text).toMatch(/^news +chat +1970-01-01 \(Europe\/Berlin\) /m);
  });
});
