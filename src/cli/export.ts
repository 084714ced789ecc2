import {resolve} from 'node:path';
import {Command, Option} from 'commander';
import {StoreDeniedError} from '../domain/errors.js';
import {type FileFormat, fileFormats} from '../domain/tables.js';
import {exportTo, refuseTaken} from '../export/export.js';
import type {Manifest} from '../export/manifest.js';
import {wantedBy} from '../export/scope.js';
import {systemClock} from '../system-clock.js';
import type {Action, Bind} from './action.js';
import {askExport} from './ask-export.js';
import {type ScopeOptions, scopeOf, scopeOptions} from './scope-options.js';
import {type ConfigOption, configOption, configuration, jsonOption} from './session.js';
import {table} from './table.js';
import {columnsOf, type Terminal} from './terminal.js';
import {version} from './version.js';
import {withTables} from './with-tables.js';

interface Options extends ConfigOption, ScopeOptions {
  readonly format: FileFormat;
  readonly out: string;
  readonly json?: boolean;
}

export function exportCommand(bind: Bind): Command {
  const command = new Command('export')
    .description('copies what is stored into files, one for each measurement, with a manifest; all or nothing')
    .option(...configOption)
    .option(...jsonOption)
    .addOption(new Option('--format <format>', 'of the files').choices([...fileFormats]).default('parquet'))
    .requiredOption('--out <folder>', 'a folder that is not there yet, or empty');
  for (const option of scopeOptions) command.addOption(option);
  return command.action(bind(exported));
}

const exported: Action<Options> = async (options, terminal) => {
  const config = configuration(options, terminal);
  const {format} = options;
  const {timezone} = config;
  const scope = scopeOf(options, timezone);
  const out = resolve(options.out);
  await refuseTaken(out);
  const onCopied = ({measurement, points}: {measurement: string; points: number}) => {
    if (terminal.stderr.isTTY) terminal.stderr.write(`${measurement}: ${points} points\n`);
  };
  const own = {out, format, scope, timezone, version, nowMs: systemClock().now()};
  const request = {...own, configured: config.apps.map(({name}) => name), onCopied};
  const wanted = {folder: `${out}.partial`, wanted: wantedBy(scope)};
  const manifest = await withTables(config, terminal, wanted, (tables, gone) => exportTo(tables, request, gone)).catch(
    (error) => {
      if (!(error instanceof StoreDeniedError)) throw error;
      return askExport(config, {out, format, scope, version}, error, onCopied);
    },
  );
  terminal.stdout.write(
    options.json ? `${JSON.stringify({out, ...manifest}, null, 2)}\n` : text(out, manifest, terminal),
  );
  return 0;
};

function text(out: string, {format, files, windows}: Manifest, {stdout, env}: Terminal): string {
  const columns = columnsOf(stdout, env);
  const points = files.reduce((sum, file) => sum + file.points, 0);
  const heading = `${points} points of ${files.length} measurements in ${out}, as ${format}. Times are in UTC.\n`;
  const rows = files.map(({measurement, points: count, first, last}) => [measurement, count, first, last]);
  const counted = windows.map(({app, report, step, ok, rejected, from, to}) => {
    return [app, report, step, ok, rejected, from, to];
  });
  return [
    heading,
    table(['measurement', 'points', 'first', 'last'], rows, columns),
    '\nWindows that they cover, by the ledger; one that is not counted was not collected, or not asked for here.\n',
    table(['app', 'report', 'step', 'ok', 'rejected', 'from', 'to'], counted, columns),
  ].join('');
}
