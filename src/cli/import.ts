import {join, resolve} from 'node:path';
import {Command} from 'commander';
import type {Collector} from '../collector.js';
import {refuseOthers} from '../export/identities.js';
import {type Imported, importPoints} from '../export/import.js';
import {type Exported, storeOfExport} from '../export/sources.js';
import {systemClock} from '../system-clock.js';
import type {Bind} from './action.js';
import {keptSince} from './kept-since.js';
import {refuseOtherGrids} from './other-grids.js';
import {type ConfigOption, configOption, configuration, jsonOption, withCollector} from './session.js';
import {table} from './table.js';
import {inTemporaryFolder} from './temporary-folder.js';
import {columnsOf, type Terminal, unlessAborted} from './terminal.js';
import {use} from './with-tables.js';

interface Options extends ConfigOption {
  readonly dryRun?: boolean;
  readonly otherGrid?: boolean;
  readonly json?: boolean;
}

export function importCommand(bind: Bind): Command {
  return new Command('import')
    .description('brings points and ledger of an export into the store; of both, the newest is kept')
    .argument('<folder>', 'what export has made')
    .option(...configOption)
    .option(...jsonOption)
    .option('--dry-run', 'only count what would be written')
    .option('--other-grid', 'bring windows of another grid, too: of another time zone, say')
    .action((folder: string, options: Options) =>
      bind<Options>((given, terminal) => imported(resolve(folder), given, terminal))(options),
    );
}

async function imported(folder: string, options: Options, terminal: Terminal): Promise<number> {
  const config = configuration(options, terminal);
  const found = await inTemporaryFolder('import', terminal, async (temporary, gone) =>
    use(await storeOfExport(folder, join(temporary, 'points'), gone), (exported) =>
      // What is being written ends before the store is closed; what is left is due, and another import brings it.
      withCollector(config, terminal, ({collector}) =>
        unlessAborted(gone, bring(exported, collector, options, terminal)),
      ),
    ),
  );
  const {stdout, env} = terminal;
  const done = !options.dryRun;
  const json = () => `${JSON.stringify({done, measurements: found}, null, 2)}\n`;
  stdout.write(options.json ? json() : text(found, done, columnsOf(stdout, env)));
  return 0;
}

async function bring(
  {store: from, manifest}: Exported,
  collector: Collector,
  {dryRun = false, otherGrid = false}: Options,
  terminal: Terminal,
): Promise<Imported[]> {
  const {store: into, recorder} = collector;
  const now = Math.floor(systemClock().now() / 1000);
  // A new database of InfluxDB 1.x is made by it.
  await into.ping();
  await refuseOthers({from, measurements: manifest.files.map(({measurement}) => measurement)}, into, collector.apps);
  if (!otherGrid) await refuseOtherGrids(from, collector);
  const since = await keptSince(into, now);
  const onPiece = (done: number, of: number) => {
    if (terminal.stderr.isTTY) terminal.stderr.write(`${done} of ${of} pieces\r`);
  };
  // Nothing else is written that a point could wait for.
  collector.hurry();
  return importPoints({from, into, writer: dryRun ? undefined : recorder, since, now, onPiece});
}

function text(found: readonly Imported[], done: boolean, columns: number | undefined): string {
  const heading = done ? '' : 'This is what would be written. Nothing is changed.\n';
  const rows = found.map(({measurement, points, written, kept, tooOld}) => [
    measurement,
    points,
    written,
    kept,
    tooOld,
  ]);
  const all = table(['measurement', 'points', done ? 'written' : 'to write', 'kept', 'too old'], rows, columns);
  return `${heading}${all}kept: the store has the same, or what is newer; too old: the store keeps no points of that time\n`;
}
