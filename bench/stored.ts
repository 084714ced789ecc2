import {rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {DuckDBInstance} from '@duckdb/node-api';
import type {App} from '../src/domain/app.js';
import type {Job} from '../src/domain/job.js';
import {countFields, platformNames} from '../src/domain/measurements.js';
import type {Store} from '../src/domain/ports.js';
import {parseStep} from '../src/domain/window.js';
import {openInflux} from '../src/influx/influx-store.js';
import {reports} from '../src/timpush/reports.js';
import {HOUR, LOAD_END} from './processes/load.js';
import type {Influx} from './stage.js';

/** What has been collected long ago: hours of 100 apps with nine platforms each, up to `LOAD_END`. */
export const APPS = 100;
export const apps = appsOf(APPS);

export function appsOf(count: number): App[] {
  return Array.from({length: count}, (_, i) => {
    return {name: `app-${i}`, sdkAppId: i + 1, timezone: 'Asia/Shanghai', withoutReceipts: []};
  });
}

export function hourlyJob(days: number): Job {
  const refresh = [{name: '10m', seconds: 600}];
  return {report: reports.chat!, step: parseStep('1h')!, schedule: '*/10 * * * *', span: days * 86_400, refresh};
}

export const quiet = {debug() {}, info() {}, warn() {}, error() {}};

export async function withDuckDbFile<T>(days: number, work: (file: string) => Promise<T>, count = APPS): Promise<T> {
  const file = path.join(tmpdir(), `bench-${process.pid}-${days}-${count}.duckdb`);
  try {
    await fillDuckDb(file, days, count);
    return await work(file);
  } finally {
    await Promise.all(['', '.wal'].map((suffix) => rm(file + suffix, {force: true})));
  }
}

/** Classes that an hour of a platform has, each with a code. */
const LOSSES = ['token', 'user', 'quota'];

/** As the collector's tables are, but filled by the database itself. */
async function fillDuckDb(file: string, days: number, count: number): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  const values = countFields.map((field, i) => `((h * 7 + a) % 1000 + ${i})::BIGINT AS ${field}`).join(', ');
  const time = `to_timestamp(${LOAD_END} - (h + 1) * ${HOUR})::TIMESTAMP AS time`;
  const app = `'app-' || a AS app, (a + 1)::VARCHAR AS sdkappid`;
  const from = `FROM range(${days * 24}) hours(h), range(${count}) apps(a)`;
  const tables = {
    timpush_chat_total_1h: `SELECT ${time}, ${app}, ${values} ${from}`,
    timpush_chat_platform_1h: `SELECT ${time}, ${app}, platform, ${values} ${from}, (SELECT unnest(${texts(platformNames)}) AS platform)`,
    timpush_chat_loss_1h: `SELECT ${time}, ${app}, 'sent' AS stage, platform, class, class AS code, (h % 50 + a % 50)::BIGINT AS count, '' AS text ${from},
      (SELECT unnest(${texts(platformNames)}) AS platform), (SELECT unnest(${texts(LOSSES)}) AS class)`,
    timpush_ledger: `SELECT ${time}, ${app}, 'chat' AS report, '1h' AS step, (${LOAD_END} + 4000)::BIGINT AS fetched_at,
      (${LOAD_END} - h * ${HOUR})::BIGINT AS window_end, 0::BIGINT AS error_code, 'ok' AS outcome, '${platformNames}' AS platforms ${from}`,
  };
  const tags = ['time', 'app', 'sdkappid', 'platform', 'stage', 'class', 'code', 'report', 'step'];
  for (const [name, select] of Object.entries(tables)) {
    await connection.run(`CREATE TABLE ${name} AS ${select} ORDER BY time`);
    for (const tag of tags.filter((tag) => new RegExp(`\\b${tag},|AS ${tag}\\b`).test(select))) {
      await connection.run(`ALTER TABLE ${name} ALTER ${tag} SET NOT NULL`);
    }
  }
  connection.closeSync();
  instance.closeSync();
}

/** The same, hour by hour in line protocol. */
export async function fillInflux({url, database}: Influx, days: number): Promise<void> {
  for (let hour = 0; hour < days * 24; hour++) {
    const body = apps.flatMap((app, a) => linesOf(app, a, hour)).join('\n');
    const {status} = await fetch(`${url}/write?db=${database}&precision=s`, {method: 'POST', body});
    if (status !== 204) throw new Error(`InfluxDB refuses the lines with ${status}`);
  }
}

/** Waits long: what takes its time is measured here, not given up. */
export function influxStore({url, database}: Influx): Store {
  const deps = {
    log: quiet,
    clock: {now: Date.now, elapsed: () => performance.now(), sleep: () => Promise.resolve()},
    random: Math.random,
  };
  return openInflux({version: 1, url, database, timeoutMs: 120_000}, deps);
}

function linesOf({name, sdkAppId}: App, index: number, hour: number): string[] {
  const time = LOAD_END - (hour + 1) * HOUR;
  const of = `app=${name},sdkappid=${sdkAppId}`;
  const counts = countFields.map((field, i) => `${field}=${((hour * 7 + index) % 1000) + i}i`).join(',');
  const entry = `fetched_at=${LOAD_END + 4000}i,window_end=${time + HOUR}i,error_code=0i,outcome="ok",platforms="${platformNames}"`;
  return [
    `timpush_chat_total_1h,${of} ${counts} ${time}`,
    ...platformNames.map((platform) => `timpush_chat_platform_1h,${of},platform=${platform} ${counts} ${time}`),
    `timpush_ledger,${of},report=chat,step=1h ${entry} ${time}`,
  ];
}

function texts(names: readonly string[]): string {
  return `[${names.map((name) => `'${name}'`).join(', ')}]`;
}
