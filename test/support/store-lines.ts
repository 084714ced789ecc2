import {DuckDBInstance} from '@duckdb/node-api';

/** A point as a line of text, told of no more than its names and values: `measurement time name=value …`, names in order. */
export function lineOf(measurement: string, time: number | bigint, values: Readonly<Record<string, unknown>>): string {
  const told = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return [measurement, time, ...told.map(([name, value]) => `${name}=${value}`).sort()].join(' ');
}

/** Every point of a database of InfluxDB, asked for by nothing but HTTP. */
export async function influxLines(url: string, database: string): Promise<string[]> {
  const query = new URLSearchParams({db: database, epoch: 's', q: 'SELECT * FROM /.*/ GROUP BY *'});
  const answer = (await (await fetch(`${url}/query?${query}`)).json()) as {results: [{series?: Series[]}]};
  const lines = (answer.results[0].series ?? []).flatMap(({name, tags, columns, values}) =>
    values.map(([time, ...fields]) => {
      const named = columns.slice(1).map((column, index) => [column, fields[index]]);
      return lineOf(name, time as number, {...tags, ...Object.fromEntries(named)});
    }),
  );
  return lines.sort();
}

interface Series {
  readonly name: string;
  readonly tags: Record<string, string>;
  readonly columns: string[];
  readonly values: unknown[][];
}

/** Every row of every table of a DuckDB file that nobody holds. */
export async function duckDbLines(path: string): Promise<string[]> {
  const instance = await DuckDBInstance.create(path, {access_mode: 'READ_ONLY'});
  const connection = await instance.connect();
  try {
    const tables = await connection.runAndReadAll('SELECT table_name FROM duckdb_tables()');
    const lines: string[] = [];
    for (const [table] of tables.getRows() as [string][]) {
      const rows = await connection.runAndReadAll(
        `SELECT epoch(time)::BIGINT AS time, * EXCLUDE (time) FROM "${table}"`,
      );
      for (const {time, ...values} of rows.getRowObjects()) lines.push(lineOf(table, time as bigint, values));
    }
    return lines.sort();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Without run summaries, and without the one number that only the collector knows: when it asked. */
export function comparable(lines: readonly string[]): string[] {
  return lines
    .filter((line) => !line.startsWith('timpush_run '))
    .map((line) => line.replace(/ fetched_at=\d+/, ''))
    .sort();
}
