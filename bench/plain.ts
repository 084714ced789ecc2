import type {DuckDBConnection} from '@duckdb/node-api';
import {countFields} from '../src/domain/measurements.js';
import {LOAD_END} from './processes/load.js';
import type {Influx} from './stage.js';

type Question = () => Promise<unknown>;

/** The questions put to the database by hand: each brings home what its answer needs. */
export interface PlainQuestions {
  /** Counts by app, in total and by platform. */
  readonly report: Question;
  /** What the ledger says of every window; how that is covered depends on the time of asking. */
  readonly entries: Question;
  /** The report's, and over time: three counts by platform, and all counts with the same time before. */
  readonly push: Question;
  /** Only what became of the windows, in numbers. */
  readonly judged?: Question;
}

const SHOWN = ['sent', 'receipt_sent', 'receipt_delivered'];

export function inSql(connection: DuckDBConnection, days: number): PlainQuestions {
  const ask = async (...statements: string[]) => {
    for (const sql of statements) (await connection.runAndReadAll(sql)).getRows();
  };
  // As DOUBLE: each BIGINT would become an object, and each sum of them, too.
  const sums = (fields: readonly string[]) => fields.map((field) => `sum(${field})::DOUBLE`).join(', ');
  const since = (back: number) => `WHERE time >= to_timestamp(${LOAD_END - back * 86_400})::TIMESTAMP`;
  const hours = 'epoch(time)';
  const [total, platform, ledger] = ['timpush_chat_total_1h', 'timpush_chat_platform_1h', 'timpush_ledger'];
  const report = `SELECT app, platform, ${sums(countFields)} FROM ${platform} ${since(days)} GROUP BY ALL
    UNION ALL SELECT app, NULL, ${sums(countFields)} FROM ${total} ${since(days)} GROUP BY ALL ORDER BY 1, 2`;
  const overTime = `SELECT ${hours}, platform, ${sums(SHOWN)} FROM ${platform} ${since(days)} GROUP BY ALL`;
  const twice = `SELECT ${hours}, ${sums(countFields)} FROM ${total} ${since(2 * days)} GROUP BY ALL`;
  return {
    report: () => ask(report),
    entries: () =>
      ask(`SELECT sdkappid, ${hours}, fetched_at::DOUBLE, window_end::DOUBLE, outcome FROM ${ledger} ${since(days)}`),
    push: () => ask(report, overTime, twice),
    judged: () =>
      ask(`SELECT app, count(*) FILTER (fetched_at >= window_end + 600), count(*) FILTER (outcome = 'rejected'), max(time), min(time)
        FROM ${ledger} ${since(days)} GROUP BY ALL ORDER BY app`),
  };
}

export function inInfluxQl({url, database}: Influx, days: number): PlainQuestions {
  const one = async (q: string) => {
    const answer = await fetch(`${url}/query`, {
      method: 'POST',
      body: new URLSearchParams({db: database, epoch: 's', q}),
    });
    const text = await answer.text();
    if (text.includes('"error"')) throw new Error(text.slice(0, 200));
    return JSON.parse(text);
  };
  const ask = (...statements: string[]) => Promise.all(statements.map(one));
  const sums = (fields: readonly string[]) => fields.map((field) => `sum(${field})`).join(', ');
  const since = (back: number) => `WHERE time >= ${LOAD_END - back * 86_400}s AND time < ${LOAD_END}s`;
  const [total, platform, ledger] = ['timpush_chat_total_1h', 'timpush_chat_platform_1h', 'timpush_ledger'];
  const report = [
    `SELECT ${sums(countFields)} FROM ${total} ${since(days)} GROUP BY app`,
    `SELECT ${sums(countFields)} FROM ${platform} ${since(days)} GROUP BY app, platform`,
  ];
  const overTime = `SELECT ${sums(SHOWN)} FROM ${platform} ${since(days)} GROUP BY time(1h), platform fill(none)`;
  const twice = `SELECT ${sums(countFields)} FROM ${total} ${since(2 * days)} GROUP BY time(1h) fill(none)`;
  return {
    report: () => ask(...report),
    entries: () => ask(`SELECT fetched_at, window_end, outcome FROM ${ledger} ${since(days)} GROUP BY *`),
    push: () => ask(...report, overTime, twice),
  };
}
