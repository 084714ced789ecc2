import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {measurement} from '../../../src/domain/measurements.js';
import type {Point} from '../../../src/domain/point.js';
import {openInflux} from '../../../src/influx/influx-store.js';
import {influxDeps} from '../../support/doubles/influx-deps.js';
import {at} from '../../support/doubles/manual-clock.js';
import {createDatabase, type Influxd, startInfluxd} from '../../support/servers/influxd.js';
import {rules} from './collector-fixture.js';
import {frozenAt} from './frozen-query.js';

const HOUR = 3600;

let influxd: Influxd;
let database: Awaited<ReturnType<typeof createDatabase>>;
beforeAll(async () => {
  influxd = await startInfluxd();
  database = await createDatabase(influxd.url);
});
afterAll(async () => {
  await database?.drop();
  await influxd?.stop();
});

test('now() becomes an instant, and where buckets are laid from it the rest of the division', () => {
  expect(frozenAt('time >= now() - 3h GROUP BY time(40m, now())', at('2026-03-01T00:50Z'))).toBe(
    "time >= '2026-03-01T00:50:00.000Z' - 3h GROUP BY time(40m, 600s)",
  );
});

/** Nine days up to the next hour, so that something is on either side of now. */
function points(now: number): Point[] {
  const next = Math.ceil(now / HOUR) * HOUR;
  return Array.from({length: 9 * 24}, (_, index) => ({
    measurement: measurement.aged(measurement.chatPlatform('1h')),
    tags: {app: 'shop', sdkappid: '1', platform: 'apns', age: '10m'},
    fields: {total: 1, sent: 2 ** (index % 24), receipt_sent: 2 ** (index % 24), receipt_delivered: index},
    time: next - index * HOUR,
  }));
}

test('a query frozen at the present answers what the server answers now', async () => {
  const store = openInflux({version: 1, url: influxd.url, database: database.name}, influxDeps());
  await store.write(points(Math.floor(Date.now() / 1000)));
  await store.close();
  const numbers = async (q: string) => {
    const body = new URLSearchParams({db: database.name, epoch: 's', q});
    const answer = await fetch(`${influxd.url}/query`, {method: 'POST', body});
    const {results} = (await answer.json()) as {results: {series?: {values: number[][]}[]; error?: string}[]};
    expect(results[0]!.error).toBeUndefined();
    return results[0]!.series?.flatMap(({values}) => values.map(([, value]) => value));
  };
  const queries = rules.flatMap(({data}) =>
    data.flatMap(({model}) => (typeof model.query === 'string' ? [model.query] : [])),
  );
  const now = Math.floor(Date.now() / 1000);
  const answers = await Promise.all(
    queries.map(async (query) => [await numbers(query), await numbers(frozenAt(query, now))]),
  );
  for (const [live, frozen] of answers) expect(frozen).toEqual(live);
  expect(answers.filter(([live]) => live).length).toBeGreaterThan(5);
});
