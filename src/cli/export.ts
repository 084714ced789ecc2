import {resolve} from 'node:path';
import {Command, Option} from 'commander';
import {CollectorError} from '../domain/errors.js';
import {numbered} from '../domain/numbered.js';
import {type FileFormat, fileFormats, type Tables} from '../domain/tables.js';
import {exportTo, refuseTaken} from '../export/export.js';
import type {Manifest} from '../export/manifest.js';
import {wantedBy} from '../export/scope.js';
import {type ExportAsked, understood} from '../export/serving.js';
import type {Operation} from '../service/operations.js';
import {systemClock} from '../system-clock.js';
import type {Action, Bind} from './action.js';
import {followed} from './carry-out.js';
import {version} from './package.js';
import {askedOrHere} from './running-collector.js';
import {type ScopeOptions, scopeOf, scopeOptions} from './scope-options.js';
import {type ConfigOption, configOption, configuration, jsonOption} from './session.js';
import {table} from './table.js';
import {columnsOf, interruption, type Terminal} from './terminal.js';
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
  return command.action(bind(exportStored));
}

const exportStored: Action<Options> = async (options, terminal) => {
  const config = configuration(options, terminal);
  const {format} = options;
  const {timezone} = config;
  const scope = scopeOf(options, timezone);
  const out = resolve(options.out);
  await refuseTaken(out);
  const note = (line: string) => {
    if (terminal.stderr.isTTY) terminal.stderr.write(`${line}\n`);
  };
  const stop = interruption(terminal);
  const asked: ExportAsked = {out, format, scope, version};
  const manifest = await askedOrHere(
    config,
    {},
    {
      asked: async (ask) =>
        (await followed(ask, {name: 'export', options: asked}, {note, progress: {show() {}}, stop})) as Manifest,
      here: () => {
        const wanted = {folder: `${out}.partial`, wanted: wantedBy(scope), gone: stop};
        const work = (tables: Tables) => exported(tables, asked, {timezone, apps: config.apps, note, stop});
        return withTables(config, terminal, wanted, work);
      },
    },
  );
  terminal.stdout.write(
    options.json ? `${JSON.stringify({out, ...manifest}, null, 2)}\n` : text(out, manifest, terminal),
  );
  return 0;
};

/** Only the user that runs the collector opens its socket, and so may write wherever it may; it is offered nowhere else. */
export const exporting: Operation<Partial<ExportAsked>, Manifest> = async (options, {collector, stop, note}) => {
  const {store, timezone, apps} = collector;
  const asked = understood(options);
  if (!store.tables) throw new CollectorError('the store is a server: export from it beside the collector', 'stop');
  return exported(store.tables, asked, {timezone, apps, note, stop});
};

interface Exporting {
  readonly timezone: string;
  readonly apps: readonly {readonly name: string}[];
  note(line: string): void;
  readonly stop: AbortSignal;
}

function exported(tables: Tables, asked: ExportAsked, {timezone, apps, note, stop}: Exporting): Promise<Manifest> {
  const configured = apps.map(({name}) => name);
  const onCopied = ({measurement, points}: {measurement: string; points: number}) =>
    note(`${measurement}: ${numbered(points, 'point')}`);
  return exportTo(tables, {...asked, timezone, configured, nowMs: systemClock().now(), onCopied}, stop);
}

function text(out: string, {format, files, windows}: Manifest, {stdout, env}: Terminal): string {
  const columns = columnsOf(stdout, env);
  const points = files.reduce((sum, file) => sum + file.points, 0);
  const heading = `${numbered(points, 'point')} of ${numbered(files.length, 'measurement')} in ${out}, as ${format}. Times are in UTC.\n`;
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
