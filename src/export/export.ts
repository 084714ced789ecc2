import {cp, open, readdir, rename, rm, rmdir} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {CollectorError} from '../domain/errors.js';
import {InTurn} from '../domain/in-turn.js';
import {suggestion} from '../domain/nearest.js';
import type {CopiedTable, Tables} from '../domain/tables.js';
import {makeFolder} from '../duckdb/place.js';
import {type Exporting, type Manifest, manifestOf, writeManifest} from './manifest.js';
import {wantedBy} from './scope.js';

export interface ExportRequest extends Exporting {
  /** The folder that is made; absolute. */
  readonly out: string;
  /** Names that the configuration has, beside those that are stored. */
  readonly configured: readonly string[];
  onCopied?(table: CopiedTable): void;
}

/** All exports of a file go through one folder. */
const exportsOf = new WeakMap<Tables, InTurn>();

/**
 * Copies points into files, one for each measurement, with a manifest. The folder is there when all is in it, and not before; one that
 * is there already is left alone. One that is asked for meanwhile waits. Throws a CollectorError.
 */
export function exportTo(tables: Tables, request: ExportRequest, gone?: AbortSignal): Promise<Manifest> {
  const inTurn = exportsOf.get(tables) ?? new InTurn();
  exportsOf.set(tables, inTurn);
  return inTurn.do(() => exportNow(tables, request, gone));
}

async function exportNow(tables: Tables, request: ExportRequest, gone?: AbortSignal): Promise<Manifest> {
  gone?.throwIfAborted();
  const {out, format, scope, onCopied} = request;
  await refuseTaken(out);
  await refuseUnknown(tables, request);
  const staging = join(tables.folder, 'files');
  try {
    // What an export left that was killed.
    await rm(staging, {recursive: true, force: true});
    await made(staging);
    const wanted = wantedBy(scope);
    const copied = await tables.copyOut({folder: staging, format, wanted, ...(onCopied && {onCopied})}, gone);
    const manifest = manifestOf(copied, request);
    await writeManifest(staging, manifest);
    await put(staging, out);
    return manifest;
  } finally {
    await rm(staging, {recursive: true, force: true});
    await rmdir(tables.folder).catch(() => {});
  }
}

/** An empty folder may have been made for it. */
export async function refuseTaken(out: string): Promise<void> {
  const found = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw refused(out, error.code === 'ENOTDIR' ? 'it is no folder' : error.message);
  });
  if (found.length > 0) throw refused(out, 'there is something in it, which is not overwritten');
}

async function refuseUnknown(tables: Tables, {scope: {apps}, configured}: ExportRequest): Promise<void> {
  if (!apps) return;
  const known = [...new Set([...configured, ...(await tables.apps())])];
  const unknown = apps.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const reason = `“${unknown}” is neither configured nor stored${suggestion(unknown, known)}; there are ${known.join(', ')}`;
  throw new CollectorError(`app: ${reason}`, 'stop');
}

/** Under its own name when it is whole, and on the disk before that. */
async function put(staging: string, out: string): Promise<void> {
  try {
    await made(dirname(out));
    await sync(staging);
    await rename(staging, out).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EXDEV') throw error;
      // On another disk: there under another name first.
      const copy = `${out}.partial`;
      await rm(copy, {recursive: true, force: true});
      await cp(staging, copy, {recursive: true});
      await sync(copy);
      await rename(copy, out);
    });
  } catch (error) {
    throw error instanceof CollectorError ? error : refused(out, (error as Error).message);
  }
}

async function sync(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = await open(join(folder, name));
    await file.sync().finally(() => file.close());
  }
}

async function made(folder: string): Promise<void> {
  await makeFolder(folder).catch((error) => {
    throw refused(folder, error.message);
  });
}

function refused(out: string, reason: string): CollectorError {
  return new CollectorError(`${out} cannot be written: ${reason}; choose another folder (--out)`, 'stop', {out});
}
