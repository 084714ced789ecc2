import {rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {type DuckDBConnection, DuckDBInstance} from '@duckdb/node-api';
import {platformNames} from '../src/domain/measurements.js';
import {HOUR, LOAD_END} from './processes/load.js';

/** One app of so many loses pushes of Huawei … */
const ONE_IN = 100;
/** … for some hours, in hours before the end. */
const BROKEN = {from: 54, to: 50};

/** A DuckDB file of hours up to `LOAD_END`, with the copies by age and the losses that findings are judged of: ordinary days, and one app of a hundred with an incident. */
export async function withFindingsFile<T>(
  {apps, days}: {readonly apps: number; readonly days: number},
  work: (file: string) => Promise<T>,
): Promise<T> {
  const file = path.join(tmpdir(), `bench-${process.pid}-judged.duckdb`);
  try {
    const instance = await DuckDBInstance.create(file);
    const connection = await instance.connect();
    await fill(connection, apps, days);
    connection.closeSync();
    instance.closeSync();
    return await work(file);
  } finally {
    await Promise.all(['', '.wal'].map((suffix) => rm(file + suffix, {force: true})));
  }
}

/** The share of what is delivered in the end that is told of at an age. */
const ages = [
  ['10m', 0.85],
  ['1h', 0.93],
  ['6h', 0.99],
] as const;

async function fill(connection: DuckDBConnection, apps: number, days: number): Promise<void> {
  const platforms = platformNames.map((name, index) => `('${name}', ${index})`).join(', ');
  // A day's shape, a platform's own rate, and a little chance; the same at every run.
  await connection.run(`CREATE TEMP TABLE hourly AS
    SELECT h, a, platform, p, sent, (sent * rate)::BIGINT AS delivered FROM (
      SELECT h, a, platform, p, (150 + 120 * sin(h * 6.2832 / 24) + hash(h, a, p) % 40)::BIGINT AS sent,
        CASE WHEN p = 3 AND a % ${ONE_IN} = 0 AND h >= ${BROKEN.to} AND h < ${BROKEN.from} THEN 0.2 ELSE 0.6 + p * 0.04 END
          + (hash(p, a, h) % 100) / 3000 AS rate
      FROM range(${days * 24}) hours(h), range(${apps}) apps(a), (VALUES ${platforms}) each(platform, p)
    )`);
  const time = `to_timestamp(${LOAD_END} - (h + 1) * ${HOUR})::TIMESTAMP AS time`;
  const app = `'app-' || a AS app, (a + 1)::VARCHAR AS sdkappid`;
  const counts = (told = 1) => `(sent + 9)::BIGINT AS total, sent, (delivered * ${told})::BIGINT AS delivered,
    (delivered * ${told / 20})::BIGINT AS clicked, sent AS receipt_sent, (delivered * ${told})::BIGINT AS receipt_delivered,
    (delivered * ${told / 20})::BIGINT AS receipt_clicked`;
  const whole = `(SELECT h, a, sum(sent)::BIGINT AS sent, sum(delivered)::BIGINT AS delivered FROM hourly GROUP BY ALL)`;
  const aged = (select: (told: number) => string) =>
    ages.map(([age, told]) => select(told).replace('SELECT', `SELECT '${age}' AS age,`)).join(' UNION ALL ');
  const lost = (platform: string, from: string, tags: (code: string, of: string) => string) =>
    [
      `SELECT ${time}, ${app}, ${platform}, ${tags('801', 'inactive')}, ((sent - delivered) * 0.9)::BIGINT AS count FROM ${from}`,
      `SELECT ${time}, ${app}, ${platform}, ${tags('503', 'quota')}, ((sent - delivered) * 0.1)::BIGINT AS count FROM ${from}`,
    ].join(' UNION ALL ');
  const full = (code: string, of: string) => `'sent' AS stage, '${of}' AS class, '${code}' AS code, '' AS text`;
  const summed = (_: string, of: string) => `'sent' AS stage, '${of}' AS class`;
  const losses = (tags: typeof full) =>
    `${lost('platform', 'hourly', tags)} UNION ALL ${lost("'total' AS platform", whole, tags)}`;
  const tables = {
    timpush_chat_total_1h: `SELECT ${time}, ${app}, ${counts()} FROM ${whole}`,
    timpush_chat_total_1h_aged: aged((told) => `SELECT ${time}, ${app}, ${counts(told)} FROM ${whole}`),
    timpush_chat_platform_1h: `SELECT ${time}, ${app}, platform, ${counts()} FROM hourly`,
    timpush_chat_platform_1h_aged: aged((told) => `SELECT ${time}, ${app}, platform, ${counts(told)} FROM hourly`),
    timpush_chat_loss_1h: losses(full),
    timpush_chat_loss_1h_aged: ages
      .map(([age]) => `SELECT '${age}' AS age, * FROM (${losses(summed)})`)
      .join(' UNION ALL '),
  };
  for (const [name, select] of Object.entries(tables)) {
    await connection.run(`CREATE TABLE ${name} AS SELECT * FROM (${select}) ORDER BY time`);
    // As the store makes its tables: tags have no NULL, fields may have one.
    const columns = await connection.runAndReadAll(
      `SELECT column_name FROM (DESCRIBE ${name}) WHERE column_name IN (${tags})`,
    );
    for (const [column] of columns.getRows()) await connection.run(`ALTER TABLE ${name} ALTER ${column} SET NOT NULL`);
  }
}

const tags = ['time', 'app', 'sdkappid', 'platform', 'age', 'stage', 'class', 'code']
  .map((tag) => `'${tag}'`)
  .join(', ');
