import {quotedIdentifier, quotedString} from '@duckdb/node-api';
import type {FileFormat} from '../domain/tables.js';
import type {Table} from './table.js';

const INSTANT = "'%Y-%m-%dT%H:%M:%SZ'";

/** How a file of each format is written, and read again; its times are in UTC. */
interface Format {
  /** In place of the column of a table, which has no zone. */
  readonly time: string;
  readonly written: string;
  /** What gives the rows of the file, and the time among them as the table has it. */
  read(path: string, columns: string): string;
  readonly timeRead: string;
}

const formats: Readonly<Record<FileFormat, Format>> = {
  parquet: {
    // Other programs know by it that it is UTC.
    time: 'to_timestamp(epoch(time))',
    written: 'FORMAT parquet, COMPRESSION zstd',
    read: (path) => `read_parquet(${path})`,
    timeRead: 'make_timestamp(epoch_us(time))',
  },
  csv: {
    time: 'time',
    written: `FORMAT csv, HEADER, TIMESTAMPFORMAT ${INSTANT}`,
    // An empty text is in quotes, and nothing is nothing.
    read: (path, columns) =>
      `read_csv(${path}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', allow_quoted_nulls = false,
        parallel = false, timestampformat = ${INSTANT}, columns = ${columns})`,
    timeRead: 'time',
  },
  ndjson: {
    time: 'time',
    written: `FORMAT json, TIMESTAMPFORMAT ${INSTANT}`,
    read: (path, columns) =>
      `read_json(${path}, format = 'newline_delimited', timestampformat = ${INSTANT}, columns = ${columns})`,
    timeRead: 'time',
  },
};

/** Writes rows of the table into a file. */
export function copyStatement(table: Table, where: string, path: string, format: FileFormat): string {
  const {time, written} = formats[format];
  const columns = [`${time} AS time`, ...[...table.tags, ...table.fields.keys()].map(quotedIdentifier)];
  const rows = `SELECT ${columns.join(', ')} FROM ${quotedIdentifier(table.name)} WHERE ${where}`;
  return `COPY (${rows}) TO ${quotedString(path)} (${written})`;
}

/** Adds the rows of a file to the table. */
export function loadStatement(table: Table, path: string, format: FileFormat): string {
  const {read, timeRead} = formats[format];
  const typed = [['time', 'TIMESTAMP'], ...table.tags.map((tag) => [tag, 'VARCHAR']), ...table.fields].map(
    ([name, type]) => `${quotedString(name!)}: '${type}'`,
  );
  const names = [...table.tags, ...table.fields.keys()];
  return `INSERT INTO ${quotedIdentifier(table.name)} SELECT ${[timeRead, ...names.map(quotedIdentifier)].join(', ')}
    FROM ${read(quotedString(path), `{${typed.join(', ')}}`)}`;
}
