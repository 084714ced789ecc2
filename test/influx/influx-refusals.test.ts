import {expect, test} from '@jest/globals';
import {PointsRefusedError, StoreDeniedError} from '../../src/domain/errors.js';
import {influxDeps} from '../support/doubles/influx-deps.js';
import {failure, influxBehindShim, sent, T0, TOKEN} from '../support/fixtures/influx-behind-shim.js';
import {createDatabase} from '../support/servers/influxd.js';

const {open, shim, stored, database, drop, serverUrl} = influxBehindShim();

test('a wrong token is refused at once, and the error says what to check', async () => {
  const store = open({token: () => 'another-token'});
  for (const error of [await failure(store.write([sent(1)])), await failure(store.ping())]) {
    expect(error).toBeInstanceOf(StoreDeniedError);
    expect(error.message).toBe(
      `InfluxDB refuses us (401): unauthorized access. Check the token, and that it may read and write the bucket "${database()}".`,
    );
  }
  expect(shim().requests).toHaveLength(2);
});

test('a token that no header can carry is refused before anything is sent', async () => {
  const error = await failure(open({token: () => 'two\nlines'}).write([sent(1)]));
  expect(error).toBeInstanceOf(StoreDeniedError);
  expect(shim().requests).toEqual([]);
});

test('a missing bucket is refused with what to create', async () => {
  const error = await failure(open({bucket: 'nosuch'}).write([sent(1)]));
  expect(error).toBeInstanceOf(StoreDeniedError);
  expect(error.message).toBe(
    'InfluxDB has no such target (404): bucket "nosuch" not found. Create the bucket "nosuch" in the organisation "push", and check the configured version.',
  );
});

test('a missing retention policy is refused, though the server calls it its own failure', async () => {
  shim().fail({status: 500, body: '{"error":"retention policy not found: weekly"}'});
  expect(await failure(open().write([sent(1)]))).toBeInstanceOf(StoreDeniedError);
});

test.each([413, 422, 400])('points that are refused with %d come back with the reason', async (status) => {
  shim().fail({status, body: '{"code":"x","message":"partial write: points beyond retention policy dropped=1"}'});
  const error = await failure(open({linesPerRequest: 2}).write([sent(1), sent(2, T0 + 1), sent(3, T0 + 2)]));
  expect(error).toBeInstanceOf(PointsRefusedError);
  expect((error as PointsRefusedError).points).toEqual([sent(1), sent(2, T0 + 1)]);
  expect(error.message).toBe(
    `InfluxDB refuses points (${status}): partial write: points beyond retention policy dropped=1`,
  );
});

test.each([1, 2] as const)(
  'a field of another type is refused by version %d, and the good points are stored',
  async (version) => {
    const url = version === 1 ? serverUrl() : shim().url;
    const store = open({version, url, database: database()});
    await store.write([sent(1)]);
    const wrong = {...sent(0, T0 + 1), fields: {sent: 'many'}};
    const error = await failure(store.write([wrong, sent(2, T0 + 2)]));
    expect(error).toBeInstanceOf(PointsRefusedError);
    expect((error as PointsRefusedError).points).toEqual([wrong, sent(2, T0 + 2)]);
    expect(error.message).toContain('field type conflict: input field "sent"');
    expect(await stored()).toEqual([1, 2]);
  },
);

test('a server that repeats our secrets does not get them into an error, nor does its long page', async () => {
  const body = `Token ${TOKEN} ${encodeURIComponent(TOKEN)} ${'x'.repeat(500)}`;
  shim().fail({status: 503, body}, 9);
  shim().fail({status: 401, body});
  const deps = influxDeps();
  const store = open({}, deps);
  for (const attempt of [() => store.write([sent(1)]), () => store.ping()]) {
    const error = await failure(attempt());
    expect(error.message.length).toBeLessThan(260);
    expect(JSON.stringify([error.message, error.stack, error.details, String(error.cause)])).not.toContain('q7-very');
  }
  expect(JSON.stringify(deps.logged)).not.toContain('q7-very');
});

test('a token that was replaced while a request was on its way does not get into an error either', async () => {
  const tokens = ['the-token-before'];
  shim().fail({status: 401, body: 'Token the-token-before is over'});
  const error = await failure(open({token: () => tokens.shift() ?? 'the-token-after'}).write([sent(1)]));
  expect(error.message).toContain('Token [secret] is over');
});

test('version 1 makes its database at the first ping', async () => {
  await drop();
  const store = open({version: 1, url: serverUrl(), database: database()});
  const error = await failure(store.write([sent(1)]));
  expect(error).toBeInstanceOf(StoreDeniedError);
  expect(error.message).toContain(`Run CREATE DATABASE "${database()}"`);
  await store.ping();
  await store.write([sent(1)]);
  expect(await stored()).toEqual([1]);
});

test('version 1 that may not make its database says what to run', async () => {
  shim().fail({status: 200, body: '{"results":[{"statement_id":0,"error":"database not found: push"}]}'});
  shim().fail({status: 403, body: '{"error":"error authorizing query: requires admin privilege"}'});
  const error = await failure(open({version: 1, database: 'push'}).ping());
  expect(error).toBeInstanceOf(StoreDeniedError);
  expect(error.message).toContain('Run CREATE DATABASE "push"');
});

test('version 2 on a server of version 1 is refused with a hint at the version', async () => {
  const error = await failure(open({url: serverUrl()}).write([sent(1)]));
  expect(error).toBeInstanceOf(StoreDeniedError);
  expect(error.message).toContain('404 page not found');
  expect(error.message).toContain('check the configured version');
});

test('what is written to one bucket and read from another is refused with both ways and the remedy', async () => {
  const {name, drop: dropOther} = await createDatabase(serverUrl());
  shim().map(name);
  const error = await failure(open().probe(T0));
  expect(error).toBeInstanceOf(StoreDeniedError);
  expect(error.message).toBe(
    `What is written to InfluxDB is not found when it is asked for: it goes to the bucket "${database()}" of the organisation "push", ` +
      `and is read from the database "${database()}", retention policy "autogen"; a mapping (see: influx v1 dbrp list) sends these ` +
      `queries to another bucket. Delete it, then run: influx v1 dbrp create --db "${database()}" --rp "autogen" ` +
      `--bucket-id <id of "${database()}"> --default`,
  );
  await dropOther();
});

test('a bucket with a slash in its name is read from the database before it and the retention policy after it', async () => {
  const error = await failure(open({bucket: 'push/weeks'}).points({measurement: 'x', span: {start: 0, end: 1}}));
  expect(shim().requests.at(-1)!.body).toContain('db=push&');
  expect(shim().requests.at(-1)!.body).toContain('rp=weeks');
  expect(error).toBeInstanceOf(StoreDeniedError);
});
