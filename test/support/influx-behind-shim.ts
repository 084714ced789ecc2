import {afterAll, afterEach, beforeAll, beforeEach} from '@jest/globals';
import type {CollectorError} from '../../src/domain/errors.js';
import type {Point} from '../../src/domain/point.js';
import {type InfluxOptions, openInflux} from '../../src/influx/influx-store.js';
import {influxDeps} from './influx-deps.js';
import {type InfluxShim, startInfluxShim} from './influx-v2-shim.js';
import {createDatabase, type Influxd, startInfluxd} from './influxd.js';

export const TOKEN = 'q7-very-secret-token==';
export const T0 = 1_772_380_800;
export const retry = {retries: 2, pauseMs: 100, maxPauseMs: 5_000, budgetMs: 10_000};

/** For the tests of one file: a server, and for each test its own database and shim, which fails as asked. */
export function influxBehindShim() {
  let influxd: Influxd;
  let shim: InfluxShim;
  let database: Awaited<ReturnType<typeof createDatabase>>;

  beforeAll(async () => {
    influxd = await startInfluxd();
  });
  afterAll(() => influxd?.stop());
  beforeEach(async () => {
    shim = await startInfluxShim(influxd.url, TOKEN);
    database = await createDatabase(influxd.url);
  });
  afterEach(async () => {
    await shim.stop();
    await database.drop();
  });

  function open(over: Partial<InfluxOptions> = {}, deps = influxDeps()) {
    const token = () => TOKEN;
    return openInflux({version: 2, url: shim.url, org: 'push', bucket: database.name, token, retry, ...over}, deps);
  }

  return {
    open,
    shim: () => shim,
    serverUrl: () => influxd.url,
    database: () => database.name,
    drop: () => database.drop(),
    async stored() {
      const points = await open().points({measurement: 'timpush_chat_total_1h', span: {start: 0, end: 4_000_000_000}});
      return points.map(({fields}) => fields.sent);
    },
  };
}

export function sent(count: number, time = T0): Point {
  return {measurement: 'timpush_chat_total_1h', tags: {app: 'shop'}, fields: {sent: count}, time};
}

/** The error that an attempt ends with. */
export async function failure(attempt: Promise<unknown>): Promise<CollectorError> {
  return attempt.then(
    () => Promise.reject(new Error('it succeeded')),
    (error) => error,
  );
}
