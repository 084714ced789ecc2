import {join, resolve} from 'node:path';
import {Command, Option} from 'commander';
import type {Config} from '../config/config.js';
import {csvText} from '../domain/csv.js';
import {printable} from '../domain/printable.js';
import type {SqlAnswer, Tables} from '../domain/tables.js';
import {LONGEST_SQL, SQL_LIMITS} from '../export/limits.js';
import {wantedBy} from '../export/scope.js';
import {tablesOfExport} from '../export/sources.js';
import type {Bind} from './action.js';
import {askedOrHere, type UrlOption, urlOption} from './running-collector.js';
import {type ScopeOptions, scopeOf, spanOptions} from './scope-options.js';
import {type ConfigOption, configOption, configuration} from './session.js';
import {table} from './table.js';
import {inTemporaryFolder} from './temporary-folder.js';
import {columnsOf, type Terminal, unlessAborted} from './terminal.js';
import {UsageError} from './usage-error.js';
import {type TablesWanted, use, withTables} from './with-tables.js';

interface Options extends ConfigOption, UrlOption, Pick<ScopeOptions, 'from' | 'to'> {
  readonly format: 'table' | 'csv' | 'json';
  readonly fromExport?: string;
}

export function queryCommand(bind: Bind): Command {
  const command = new Command('query')
    .description('answers one SQL statement (of DuckDB) about what is stored; nothing can be changed by it')
    .argument('<sql>', 'such as "FROM timpush_ledger"; tables are named as the measurements')
    .option(...configOption)
    .option(...urlOption)
    .addOption(new Option('--format <format>', 'of the answer').choices(['table', 'csv', 'json']).default('table'))
    .addOption(new Option('--from-export <folder>', 'ask an export instead of the store').conflicts('url'));
  for (const option of spanOptions) command.addOption(option);
  return command.action((sql: string, options: Options) =>
    bind<Options>((given, terminal) => query(sql, given, terminal))(options),
  );
}

async function query(sql: string, options: Options, terminal: Terminal): Promise<number> {
  if (sql.trim() === '') throw new UsageError('query: give a statement, such as "FROM timpush_ledger LIMIT 5"');
  if (sql.length > LONGEST_SQL) throw new UsageError(`query: it is longer than ${LONGEST_SQL} characters`);
  const answer = await inTemporaryFolder('query', terminal, (folder, gone) =>
    answerOf(sql, {folder: join(folder, 'tables'), gone}, options, terminal),
  );
  terminal.stdout.write(textOf(answer, options, terminal));
  if (answer.truncated)
    terminal.stderr.write(`Only the first ${answer.rows.length} rows: there are more; LIMIT, or export\n`);
  return 0;
}

async function answerOf(
  sql: string,
  {folder, gone}: Pick<TablesWanted, 'folder' | 'gone'>,
  options: Options,
  terminal: Terminal,
): Promise<SqlAnswer> {
  const ask = (tables: Tables) => tables.ask(sql, SQL_LIMITS, gone);
  const {fromExport} = options;
  const config = fromExport === undefined ? configuration(options, terminal) : undefined;
  if (config?.store !== 'influxdb') refuseSpan(options);
  if (!config) return use(await tablesOfExport(resolve(fromExport!), folder, gone), ask);
  const path = `/api/query?${new URLSearchParams({sql})}`;
  const wanted = {folder, wanted: namedIn(sql, options, config), gone};
  return askedOrHere(config, options, {
    asked: async (running) => (await unlessAborted(gone, running(path))) as SqlAnswer,
    here: () => withTables(config, terminal, wanted, ask),
  });
}

/** Tables need no copy. */
function refuseSpan({from, to}: Options): void {
  const given = from !== undefined ? '--from' : to !== undefined ? '--to' : undefined;
  if (given) throw new UsageError(`${given}: it is for InfluxDB; say it in the statement: WHERE time >= '2026-03-01'`);
}

/** Of a server, what the statement does not name need not be copied; one that names nothing is told everything. */
function namedIn(sql: string, options: Options, {timezone}: Config): ReturnType<typeof wantedBy> {
  const wanted = wantedBy(scopeOf(options, timezone));
  const names = sql.toLowerCase().match(/timpush_\w+/g);
  return (measurement) => (!names || names.includes(measurement) ? wanted(measurement) : undefined);
}

function textOf({columns, rows, truncated}: SqlAnswer, {format}: Options, {stdout, env}: Terminal): string {
  if (format === 'json') return `${JSON.stringify({columns, rows, truncated}, null, 2)}\n`;
  const names = columns.map(({name}) => name);
  const cells = rows.map((row) => names.map((name) => cellOf(row[name])));
  if (format === 'csv') return csvText([names, ...cells]);
  return `${table(names.map(printable), cells, columnsOf(stdout, env))}`;
}

function cellOf(value: unknown): string | number | null {
  if (value === null || typeof value === 'number' || typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
