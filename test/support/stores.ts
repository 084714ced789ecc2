import {startInfluxShim} from './influx-v2-shim.js';
import {createDatabase, type Influxd} from './influxd.js';
import {duckDbLines, influxLines} from './store-lines.js';
import type {Workplace} from './workplace.js';

/** A store to collect into. */
export interface TargetStore {
  /** Its part of the configuration. */
  readonly settings: object;
  readonly secrets: readonly string[];
  /** Every point, as `lineOf` tells it. */
  lines(): Promise<string[]>;
  close(): Promise<void>;
}

export async function influx1(influxd: Influxd): Promise<TargetStore> {
  const {name, drop} = await createDatabase(influxd.url);
  return {
    settings: {store: 'influxdb', influxdb: {version: 1, url: influxd.url, database: name}},
    secrets: [],
    lines: () => influxLines(influxd.url, name),
    close: drop,
  };
}

const TOKEN = 'token-9d1f+7/only-for-tests==';

export async function influx2(influxd: Influxd, workplace: Workplace): Promise<TargetStore> {
  const {name, drop} = await createDatabase(influxd.url);
  const shim = await startInfluxShim(influxd.url, TOKEN);
  const tokenFile = await workplace.secret('influx-token', TOKEN);
  return {
    settings: {store: 'influxdb', influxdb: {version: 2, url: shim.url, org: 'push', bucket: name, tokenFile}},
    secrets: [TOKEN],
    lines: () => influxLines(influxd.url, name),
    async close() {
      await shim.stop();
      await drop();
    },
  };
}

export async function duckDb(_influxd: Influxd, workplace: Workplace): Promise<TargetStore> {
  return {
    settings: {store: 'duckdb', duckdb: {path: 'data/push.duckdb'}},
    secrets: [],
    lines: () => duckDbLines(workplace.path('data/push.duckdb')),
    close: async () => {},
  };
}
