import type {Config} from '../config/config.js';
import type {PointsWanted, Tables} from '../domain/tables.js';
import {type Opened, tablesOfFile, tablesOfStore} from '../export/sources.js';
import {withCollector} from './session.js';
import type {Terminal} from './terminal.js';

export interface TablesWanted {
  /** Of a server, which is copied into tables first. */
  wanted(measurement: string): PointsWanted | undefined;
  /** Where files may be written for the time. */
  readonly folder: string;
  readonly gone: AbortSignal;
}

/** Opens the store as tables, read-only, for the time of `work`. Throws the signal's reason. */
export async function withTables<T>(
  config: Config,
  terminal: Terminal,
  {wanted, folder, gone}: TablesWanted,
  work: (tables: Tables) => Promise<T>,
): Promise<T> {
  gone.throwIfAborted();
  if (config.store === 'duckdb') return use(await tablesOfFile(config.duckdb.path, folder), work);
  return withCollector(config, terminal, async ({collector}) => {
    const onPiece = (done: number, of: number) => {
      if (terminal.stderr.isTTY) terminal.stderr.write(`read ${done} of ${of}\r`);
    };
    const opened = await tablesOfStore(collector.store, folder, {wanted, onPiece}, gone);
    return use(opened, work);
  });
}

export async function use<T, R>({what, close}: Opened<T>, work: (what: T) => Promise<R>): Promise<R> {
  try {
    return await work(what);
  } finally {
    await close();
  }
}
