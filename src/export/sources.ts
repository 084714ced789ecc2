import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {Store} from '../domain/ports.js';
import type {Tables} from '../domain/tables.js';
import {makeFolder} from '../duckdb/place.js';
import {type FillDeps, fill} from './fill.js';
import {type Manifest, readManifest} from './manifest.js';

/** Something that was opened for a while. */
export interface Opened<T> {
  readonly what: T;
  close(): Promise<void>;
}

/** The tables of a DuckDB file, which this cannot change. `folder`: where files are written. */
export async function tablesOfFile(path: string, folder: string): Promise<Opened<Tables>> {
  // DuckDB takes long to load.
  const {openTables} = await import('../duckdb/tables.js');
  const tables = await openTables(path, {folder});
  return {what: tables, close: () => tables.close()};
}

/** The points of another store as tables, in a file below the folder for as long as they are open. */
export async function tablesOfStore(
  store: FillDeps['from'],
  folder: string,
  {wanted, onPiece}: Pick<FillDeps, 'wanted' | 'onPiece'>,
  gone?: AbortSignal,
): Promise<Opened<Tables>> {
  const {openTemporary} = await import('../duckdb/duckdb-store.js');
  return temporary(folder, async (path) => {
    const into = openTemporary(path);
    await fill({from: store, into, wanted, ...(onPiece && {onPiece})}, gone).finally(() => into.close());
    return tablesOfFile(path, folder);
  });
}

/** What an export holds. Throws a CollectorError where it is not whole. */
export interface Exported {
  readonly manifest: Manifest;
  readonly store: Store;
}

/** As a store, in a file below the folder for as long as it is open. */
export function storeOfExport(exported: string, folder: string, gone?: AbortSignal): Promise<Opened<Exported>> {
  return temporary(folder, async (path) => {
    const what = await loaded(exported, path, gone);
    return {what, close: () => what.store.close()};
  });
}

/** As tables, likewise. */
export function tablesOfExport(exported: string, folder: string, gone?: AbortSignal): Promise<Opened<Tables>> {
  return temporary(folder, async (path) => {
    const {store} = await loaded(exported, path, gone);
    await store.close();
    return tablesOfFile(path, folder);
  });
}

async function loaded(exported: string, path: string, gone?: AbortSignal): Promise<Exported> {
  const manifest = await readManifest(exported);
  const {openFiles} = await import('../duckdb/load.js');
  const files = {folder: exported, format: manifest.format, tables: manifest.files};
  return {manifest, store: await openFiles(path, files, gone)};
}

async function temporary<T>(folder: string, open: (path: string) => Promise<Opened<T>>): Promise<Opened<T>> {
  const path = join(folder, 'points.duckdb');
  const remove = () => rm(folder, {recursive: true, force: true});
  try {
    await remove();
    await makeFolder(folder);
    const {what, close} = await open(path);
    return {what, close: () => close().finally(remove)};
  } catch (error) {
    await remove();
    throw error;
  }
}
