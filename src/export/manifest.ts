import {readFile, writeFile} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {CollectorError} from '../domain/errors.js';
import {isoUtc} from '../domain/local-time.js';
import {type Copied, type CopiedTable, type FileFormat, fileFormats} from '../domain/tables.js';
import {kindOf} from './kinds.js';
import type {Scope} from './scope.js';

const FILE = 'manifest.json';

/** Of how a manifest is written; one that reads otherwise gets another number. */
const VERSION = 1;

/** What stands beside the files: what they are, and what they cover. Instants are ISO 8601 in UTC. */
export interface Manifest {
  readonly manifest: typeof VERSION;
  readonly collector: string;
  readonly exportedAt: string;
  readonly format: FileFormat;
  /** In which the windows of most apps are cut; an app may have another. */
  readonly timezone: string;
  /** What was asked for; absent: everything. */
  readonly asked: {
    readonly from?: string;
    readonly to?: string;
    readonly apps?: readonly string[];
    readonly reports?: readonly string[];
  };
  readonly files: readonly ManifestFile[];
  /** Windows that the ledger has; one that is not among them was not collected, or not asked for. */
  readonly windows: readonly {
    readonly app: string;
    readonly report: string;
    readonly step: string;
    readonly ok: number;
    readonly rejected: number;
    readonly from: string;
    readonly to: string;
  }[];
}

export interface ManifestFile extends Omit<CopiedTable, 'oldest' | 'newest'> {
  /** Time of the first point, and of the last. */
  readonly first: string;
  readonly last: string;
}

export interface Exporting {
  readonly format: FileFormat;
  readonly scope: Scope;
  readonly timezone: string;
  readonly version: string;
  readonly nowMs: number;
}

export function manifestOf({tables, windows}: Copied, {format, scope, timezone, version, nowMs}: Exporting): Manifest {
  const {from, to, apps, reports} = scope;
  return {
    manifest: VERSION,
    collector: version,
    exportedAt: isoUtc(Math.floor(nowMs / 1000)),
    format,
    timezone,
    asked: {
      ...(from !== undefined && {from: isoUtc(from)}),
      ...(to !== undefined && {to: isoUtc(to)}),
      ...(apps && {apps}),
      ...(reports && {reports}),
    },
    files: tables.map(({oldest, newest, ...table}) => ({...table, first: isoUtc(oldest), last: isoUtc(newest)})),
    windows: windows.map(({start, end, ...counts}) => ({...counts, from: isoUtc(start), to: isoUtc(end)})),
  };
}

export function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  return writeFile(join(folder, FILE), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Throws a CollectorError where the folder holds no export, or one that this version does not read. */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, FILE);
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw refused(folder, `${FILE} cannot be read (${cause.code ?? cause.message})`, cause);
  });
  const manifest = parsed(text) as Manifest | null;
  if (manifest === null || typeof manifest !== 'object') throw refused(folder, `${FILE} is not JSON`);
  if (manifest.manifest !== VERSION)
    throw refused(folder, `it is of another kind (${manifest.manifest}); this version reads ${VERSION}`);
  if (!fileFormats.includes(manifest.format) || !Array.isArray(manifest.files) || !manifest.files.every(isSound))
    throw refused(folder, `${FILE} does not tell what the files are`);
  return manifest;
}

/** A file lies in the folder, and a name goes no further than a column. */
function isSound(file: Partial<ManifestFile> | null): boolean {
  const {measurement, file: name, points, tags, fields} = file ?? {};
  return (
    typeof measurement === 'string' &&
    kindOf(measurement) !== undefined &&
    typeof name === 'string' &&
    name === basename(name) &&
    Number.isSafeInteger(points) &&
    Array.isArray(tags) &&
    tags.every((tag) => typeof tag === 'string') &&
    typeof fields === 'object' &&
    fields !== null &&
    Object.values(fields).every((type) => type === 'integer' || type === 'string')
  );
}

function refused(folder: string, reason: string, cause?: unknown): CollectorError {
  return new CollectorError(`${folder} is no export: ${reason}; export makes one`, 'stop', {folder}, {cause});
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
