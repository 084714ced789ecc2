import {afterAll, beforeAll} from '@jest/globals';
import {type InfluxOptions, openInflux} from '../../src/influx/influx-store.js';
import {influxDeps} from '../support/doubles/influx-deps.js';
import {describeStore, type OpenedStore} from '../support/fixtures/store-conformance.js';
import {type InfluxShim, startInfluxShim} from '../support/servers/influx-v2-shim.js';
import {createDatabase, type InfluxAdmin, type Influxd, startInfluxd} from '../support/servers/influxd.js';

const admin: InfluxAdmin = {username: 'collector', password: 'pass: word/1'};
const token = 'token-of-the-shim';
let open: Influxd;
let guarded: Influxd;
let shim: InfluxShim;

beforeAll(async () => {
  [open, guarded] = await Promise.all([startInfluxd(), startInfluxd({auth: admin})]);
  shim = await startInfluxShim(open.url, token);
});

afterAll(async () => {
  await shim?.stop();
  await Promise.all([open?.stop(), guarded?.stop()]);
});

describeStore('InfluxDB 1.x', () => opened(open, (database) => ({version: 1, url: open.url, database})));

describeStore('InfluxDB 1.x that asks for a password', () =>
  opened(
    guarded,
    (database) => ({
      version: 1,
      url: guarded.url,
      database,
      username: admin.username,
      password: () => `${admin.password}\n`,
    }),
    admin,
  ),
);

describeStore('InfluxDB 2.x', () =>
  opened(open, (bucket) => ({version: 2, url: `${shim.url}/`, org: 'push', bucket, token: () => `${token}\n`})),
);

async function opened(
  server: Influxd,
  optionsFor: (database: string) => InfluxOptions,
  auth?: InfluxAdmin,
): Promise<OpenedStore> {
  const database = await createDatabase(server.url, auth);
  let store = openInflux(optionsFor(database.name), influxDeps());
  return {
    store,
    async reopen() {
      await store.close();
      store = openInflux(optionsFor(database.name), influxDeps());
      return store;
    },
    async close() {
      await store.close();
      await database.drop();
    },
  };
}
