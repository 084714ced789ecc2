import {Command, InvalidArgumentError} from 'commander';
import type {Collector} from '../collector.js';
import {CollectorError} from '../domain/errors.js';
import {type KnownApp, knownApps} from '../domain/ledger.js';
import {numberedAre} from '../domain/numbered.js';
import {printable} from '../domain/printable.js';
import {conflicts, inventoryOf, type Renaming, removeSeries, renameSeries} from '../domain/series.js';
import type {EpochSeconds} from '../domain/window.js';
import {systemClock} from '../system-clock.js';
import type {Action, Bind} from './action.js';
import {type Forgotten, forgetGrid} from './forget-grid.js';
import {keptSince} from './kept-since.js';
import {type ConfigOption, configOption, configuration, jsonOption, withCollector} from './session.js';
import {table} from './table.js';
import {UsageError} from './usage-error.js';

interface Options extends ConfigOption {
  readonly app?: string;
  readonly sdkAppId?: number;
  readonly rename?: string;
  readonly grid?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function forgetCommand(bind: Bind): Command {
  return new Command('forget')
    .description('remove or rename what is stored of an app; without --yes it only shows what would go')
    .option(...configOption)
    .option(...jsonOption)
    .option('--app <name>', 'the app, as it stands in the store')
    .option('--sdk-app-id <number>', 'which one, where the store has several under that name', count)
    .option('--rename <name>', 'keep the points, under this name')
    .option('--grid', 'only windows of another grid than the present one; without --app, of every app')
    .option('--yes', 'do it')
    .action(bind(forget));
}

const forget: Action<Options> = async (options, terminal) => {
  refuseNonsense(options);
  const config = configuration(options, terminal);
  const now = Math.floor(systemClock().now() / 1000);
  const forgotten = await withCollector(
    config,
    terminal,
    ({collector}) => (options.grid ? forgetGrid(collector, options, now) : forgetSeries(collector, options, now)),
    'refuse',
  );
  const done = options.yes ?? false;
  terminal.stdout.write(options.json ? `${JSON.stringify({...forgotten, done}, null, 2)}\n` : text(forgotten, done));
  return 0;
};

function refuseNonsense({app, sdkAppId, rename, grid}: Options): void {
  if (app === undefined && !grid) throw new UsageError('--app: whose series is to go? Give a name, or --grid');
  if (grid && (rename !== undefined || sdkAppId !== undefined))
    throw new UsageError('--grid: it takes neither --rename nor --sdk-app-id');
  if (rename !== undefined && !/^[a-zA-Z0-9_.-]{1,64}$/.test(rename))
    throw new UsageError(`--rename: “${rename}” is not a name (up to 64 of a-z A-Z 0-9 _ . -)`);
  if (rename !== undefined && rename === app) throw new UsageError(`--rename: “${rename}” is the name that it has`);
}

async function forgetSeries({store, apps}: Collector, options: Options, now: EpochSeconds): Promise<Forgotten> {
  const known = await knownApps(store);
  const app = chosen(known, options);
  const inventory = await inventoryOf(store, app);
  const sums = new Map<string, number>();
  for (const {measurement, points} of inventory) sums.set(measurement, (sums.get(measurement) ?? 0) + points);
  if (sums.size === 0) throw nothingStored(app, known);
  const title = `SDKAppID ${app.sdkAppId} as “${app.app}”`;
  const points = [...sums].map(([measurement, count]) => ({measurement, points: count}));
  if (options.rename !== undefined) {
    const renaming = {app, to: options.rename, inventory, since: await keptSince(store, now)};
    await rename(store, renaming, known, options.yes ?? false);
    return {what: `${title}, renamed to “${options.rename}”`, points, notes: []};
  }
  if (options.yes) await removeSeries(store, app, inventory);
  const isConfigured = apps.some(({name, sdkAppId}) => name === app.app && sdkAppId === app.sdkAppId);
  const note = 'It is configured: a collector at work collects again what the vendor still answers.';
  return {what: `${title}, removed`, points, notes: isConfigured ? [note] : []};
}

/** Of several under one name the operator has to say which. */
function chosen(known: readonly KnownApp[], {app = '', sdkAppId}: Options): KnownApp {
  if (sdkAppId !== undefined) return {app, sdkAppId};
  const [one, ...more] = known.filter((each) => each.app === app);
  if (!one) throw nothingStored({app}, known);
  if (more.length === 0) return one;
  const ids = [one, ...more].map((each) => each.sdkAppId).join(', ');
  throw new UsageError(`--sdk-app-id: the store has several SDKAppIDs as “${app}”, say which: ${ids}`);
}

function nothingStored({app, sdkAppId}: Partial<KnownApp>, known: readonly KnownApp[]): CollectorError {
  const what = sdkAppId === undefined ? `“${app}”` : `SDKAppID ${sdkAppId} as “${app}”`;
  const all = known.map((each) => `“${each.app}” (${each.sdkAppId})`).join(', ') || 'none';
  return new CollectorError(`nothing of ${what} is stored; known apps: ${all}`, 'stop');
}

async function rename(
  store: Collector['store'],
  renaming: Renaming,
  known: readonly KnownApp[],
  yes: boolean,
): Promise<void> {
  const {app, to} = renaming;
  const other = known.find((each) => each.app === to && each.sdkAppId !== app.sdkAppId);
  if (other)
    throw new CollectorError(`SDKAppID ${other.sdkAppId} is stored as “${to}” already; choose another name`, 'stop');
  const count = await conflicts(store, renaming);
  if (count > 0) {
    const command = `timpush-collector forget --app ${to} --sdk-app-id ${app.sdkAppId}`;
    const reason = `${numberedAre(count, 'point')} stored under both names, with other values; remove one of the two first, such as: ${command}`;
    throw new CollectorError(reason, 'stop');
  }
  if (yes) await renameSeries(store, renaming);
}

function text({what, points, notes}: Forgotten, done: boolean): string {
  const heading =
    done || points.length === 0 ? what : `${what}: this is what would go. Nothing is changed; --yes does it.`;
  const rows = points.map(({measurement, points: count}) => [measurement, count]);
  const all = points.length > 0 ? table(['measurement', 'points'], rows) : '';
  return `${printable(heading)}\n${all}${notes.map((note) => `${printable(note)}\n`).join('')}`;
}

function count(value: string): number {
  if (/^[1-9]\d{0,15}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a whole number.');
}
