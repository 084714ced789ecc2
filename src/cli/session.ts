import {existsSync} from 'node:fs';
import {type ApiClients, openClients} from '../api-clients.js';
import {type Collector, type CollectorDeps, known, openCollector} from '../collector.js';
import type {Config} from '../config/config.js';
import {loadConfig} from '../config/load.js';
import {noopMeter} from '../domain/noop-meter.js';
import type {Log, Meter} from '../domain/ports.js';
import {systemClock} from '../system-clock.js';
import {createLog} from './log.js';
import type {KnownSecrets} from './redaction.js';
import type {Output, Terminal} from './terminal.js';

export interface ConfigOption {
  readonly config?: string;
}

/** The option that every command with a configuration has. */
export const configOption = [
  '-c, --config <file>',
  'configuration file (default: $TIMPUSH_CONFIG, then config/collector.yaml)',
] as const;
export const jsonOption = ['--json', 'print JSON for machines'] as const;

export function configuration({config}: ConfigOption, {env}: Terminal): Config {
  return loadConfig({...(config !== undefined && {path: config}), env}, known);
}

/** The log of a command, which begins with what the configuration warns of. */
export async function openLog(config: Config, output: Output, secrets?: KnownSecrets): Promise<Log> {
  const log = await createLog(config, output, secrets);
  for (const reason of config.warnings ?? []) log.warn({reason}, 'configuration warning');
  return log;
}

export interface Session {
  readonly config: Config;
  readonly collector: Collector;
  readonly log: Log;
}

/** Opens the collector of a configuration for the time of `work`, and closes it whatever happens. */
export async function withCollector<T>(
  config: Config,
  {stderr, meter = noopMeter}: {readonly stderr: Output; readonly meter?: Meter},
  work: (session: Session) => Promise<T>,
  ifMissing?: CollectorDeps['ifMissing'],
): Promise<T> {
  const log = await openLog(config, stderr);
  const collector = await openCollector(config, {clock: systemClock(), meter, log, ifMissing});
  try {
    return await work({config, collector, log});
  } finally {
    await collector.close();
  }
}

/** Where the DuckDB file would be that is not there; undefined: it is, or the store is another one. */
export function missingFile({store, duckdb}: Config): string | undefined {
  return store === 'duckdb' && !existsSync(duckdb.path) ? duckdb.path : undefined;
}

/** Opens the API alone for the time of `work`: no store is touched, and a running collector may hold its file. */
export async function withClients<T>(config: Config, work: (clients: ApiClients) => Promise<T>): Promise<T> {
  const clients = openClients(config, {clock: systemClock(), meter: noopMeter});
  try {
    return await work(clients);
  } finally {
    await clients.close();
  }
}
