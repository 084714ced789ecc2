import {rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {DuckDBInstance} from '@duckdb/node-api';
import type {App, Job} from '../../src/domain/report.js';
import {parseStep} from '../../src/domain/window.js';
import {openDuckDb} from '../../src/duckdb/duckdb-store.js';
import {questions} from '../../src/questions.js';
import {reports} from '../../src/timpush/reports.js';
import type {Figure} from '../figure.js';
import {LOAD_END} from '../processes/load.js';
import {inRounds, spread} from '../rounds.js';

const APPS = 100;
const HOURS = 365 * 24;
const log = {debug() {}, info() {}, warn() {}, error() {}};

const job: Job = {
  report: reports.chat!,
  step: parseStep('1h')!,
  schedule: '*/10 * * * *',
  span: 7 * 86_400,
  refresh: [{name: '10m', seconds: 600}],
};
const apps: App[] = Array.from({length: APPS}, (_, i) => {
  return {name: `app-${i}`, sdkAppId: i + 1, timezone: 'Asia/Shanghai', withoutReceipts: []};
});

/** A year of hours of 100 apps, nine platforms each: 8.8 million rows. */
export const reading: Figure = {
  name: 'reading',
  async measure({quick}) {
    const file = path.join(tmpdir(), `bench-${process.pid}.duckdb`);
    try {
      await fill(file);
      return await compare(file, quick ? 3 : 7);
    } finally {
      await Promise.all(['', '.wal'].map((suffix) => rm(file + suffix, {force: true})));
    }
  },
};

async function compare(file: string, rounds: number) {
  const store = await openDuckDb({path: file}, {log});
  const {report, status} = questions({jobs: [job], apps, store, clock: {now: () => LOAD_END * 1000}});
  const plain = await (await DuckDBInstance.create(file)).connect();
  const took = async (work: () => Promise<unknown>) => {
    const startedMs = performance.now();
    await work();
    return performance.now() - startedMs;
  };
  const ask = (sql: string) => async () => (await plain.runAndReadAll(sql)).getRowObjects();
  const ratios = async (ours: () => Promise<unknown>, sql: string) => {
    await took(ours);
    await took(ask(sql));
    return spread(await inRounds(rounds, async () => (await took(ours)) / (await took(ask(sql)))));
  };
  const rows = [
    {
      what: 'reading: report of a year ÷ plain SQL',
      value: await ratios(() => report({last: '365d'}), REPORT),
      target: {atMost: 1.3},
    },
    {
      what: 'reading: status of the last 7 days, a year in the store ÷ plain SQL',
      value: await ratios(status, STATUS),
      target: {atMost: 1.3},
    },
  ];
  plain.closeSync();
  await store.close();
  return rows;
}

const counts = ['total', 'sent', 'delivered', 'clicked', 'receipt_sent', 'receipt_delivered', 'receipt_clicked'];
const sums = counts.map((field) => `sum(${field})`).join(', ');
const year = `time >= to_timestamp(${LOAD_END - HOURS * 3600})::TIMESTAMP`;
const REPORT = `SELECT app, platform, ${sums} FROM timpush_chat_platform_1h WHERE ${year} GROUP BY ALL
  UNION ALL SELECT app, NULL, ${sums} FROM timpush_chat_total_1h WHERE ${year} GROUP BY ALL ORDER BY 1, 2`;
const STATUS = `SELECT app, count(*) FILTER (fetched_at >= window_end + 600), count(*) FILTER (outcome = 'rejected'), max(time), min(time)
  FROM timpush_ledger WHERE time >= to_timestamp(${LOAD_END - 7 * 86_400})::TIMESTAMP GROUP BY ALL ORDER BY app`;

/** As the collector's tables are, but filled by the database itself. */
async function fill(file: string): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  const values = counts.map((field, i) => `((h * 7 + a) % 1000 + ${i})::BIGINT AS ${field}`).join(', ');
  const time = `to_timestamp(${LOAD_END} - (h + 1) * 3600)::TIMESTAMP AS time`;
  const app = `'app-' || a AS app, (a + 1)::VARCHAR AS sdkappid`;
  const from = `FROM range(${HOURS}) hours(h), range(${APPS}) apps(a)`;
  const tables = {
    timpush_chat_total_1h: `SELECT ${time}, ${app}, ${values} ${from}`,
    timpush_chat_platform_1h: `SELECT ${time}, ${app}, 'platform_' || p AS platform, ${values} ${from}, range(9) platforms(p)`,
    timpush_ledger: `SELECT ${time}, ${app}, 'chat' AS report, '1h' AS step, (${LOAD_END} + 4000)::BIGINT AS fetched_at,
      (${LOAD_END} - h * 3600)::BIGINT AS window_end, 0::BIGINT AS error_code, 'ok' AS outcome, 'platform_1' AS platforms ${from}`,
  };
  const tags = ['time', 'app', 'sdkappid', 'platform', 'report', 'step'];
  for (const [name, select] of Object.entries(tables)) {
    await connection.run(`CREATE TABLE ${name} AS ${select} ORDER BY time`);
    for (const tag of tags.filter((tag) => new RegExp(`AS ${tag}\\b`).test(select))) {
      await connection.run(`ALTER TABLE ${name} ALTER ${tag} SET NOT NULL`);
    }
  }
  connection.closeSync();
  instance.closeSync();
}
