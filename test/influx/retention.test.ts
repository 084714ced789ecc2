import {describe, expect, test} from '@jest/globals';
import {BeyondRetentionError} from '../../src/domain/errors.js';
import {influxDeps} from '../support/doubles/influx-deps.js';
import {failure, influxBehindShim, sent} from '../support/fixtures/influx-behind-shim.js';

const {open, shim, database, serverUrl} = influxBehindShim();
const HOUR = 3600;

const keepFor = (duration: string) =>
  fetch(`${serverUrl()}/query`, {
    method: 'POST',
    body: new URLSearchParams({
      q: `ALTER RETENTION POLICY "autogen" ON "${database()}" DURATION ${duration} SHARD DURATION 1h`,
    }),
  });
/** The store as either version serves it. */
const opened = (version: 1 | 2, deps = influxDeps()) =>
  open({version, url: version === 1 ? serverUrl() : shim().url, database: database()}, deps);
const ago = (hours: number) => Math.floor(Date.now() / 1000) - hours * HOUR;

describe.each([1, 2] as const)('InfluxDB %d', (version) => {
  test('tells how long it keeps points', async () => {
    await keepFor('49h');
    expect(await opened(version).retention()).toBe(49 * HOUR);
  });

  test('refuses a point that is older in a way of its own', async () => {
    await keepFor('49h');
    expect(await failure(opened(version).write([sent(1, ago(50))]))).toBeInstanceOf(BeyondRetentionError);
  });
});

test('is asked again after a while, because it can be changed', async () => {
  const deps = influxDeps();
  let elapsed = 0;
  const store = opened(1, {...deps, clock: {...deps.clock, elapsed: () => elapsed}});
  await keepFor('49h');
  expect(await store.retention()).toBe(49 * HOUR);
  await keepFor('72h');
  expect(await store.retention()).toBe(49 * HOUR);
  elapsed = 600_001;
  expect(await store.retention()).toBe(72 * HOUR);
});

test('a token that may not see the bucket tells nothing; what is refused shows it', async () => {
  await keepFor('49h');
  const deps = influxDeps();
  // It stands still, so that no second passes between a refusal and what is learned from it.
  const started = Date.now();
  const store = opened(2, {...deps, clock: {...deps.clock, now: () => started}});
  shim().fail({status: 403, body: '{"code":"forbidden","message":"insufficient permissions"}'});
  expect(await store.retention()).toBeUndefined();
  await failure(store.write([sent(1, ago(60))]));
  expect(await store.retention()).toBeLessThan(60 * HOUR);
  await failure(store.write([sent(1, ago(55))]));
  const shown = (await store.retention())!;
  expect(shown).toBeLessThan(55 * HOUR);
  expect(shown).toBeGreaterThan(49 * HOUR);
  // Which of several was too old, nobody knows.
  await failure(store.write([sent(1, ago(1)), sent(1, ago(51))]));
  expect(await store.retention()).toBe(shown);
});

test.each([
  'partial write: points beyond retention policy dropped=1',
  'failure writing points to database: partial write: dropped 1 points outside retention policy of duration 24h0m0s - oldest point a',
])('a point beyond the retention is known by its words: %s', async (message) => {
  shim().fail({status: 422, body: JSON.stringify({code: 'unprocessable entity', message})});
  expect(await failure(open().write([sent(1)]))).toBeInstanceOf(BeyondRetentionError);
});
