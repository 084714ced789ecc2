import {resolve} from 'node:path';
import {type DuckDBConnection, DuckDBInstance} from '@duckdb/node-api';
import {StoreMissingError, StoreUnavailableError} from '../domain/errors.js';
import {InTurn} from '../domain/in-turn.js';
import {isFatal, openingError, workingError} from './duckdb-errors.js';
import {interruptible} from './interruptible.js';
import {locked} from './locked.js';
import {makeWhole} from './new-file.js';
import {isMissing, preparePlace} from './place.js';

// Nothing here needs an extension, and none may be fetched from the network.
const OPTIONS = {autoinstall_known_extensions: 'false', autoload_known_extensions: 'false'};

export interface DatabaseOptions {
  /** Nothing can be written to the file, and none is made. */
  readonly readOnly?: boolean;
  /** The only folder with files that statements may write and read; beside the database, unless given. */
  readonly folder?: string;
  /** How messages call it; by its path, unless given. */
  readonly named?: string;
  /** For what a command opens beside a collector, or for a while: not most of the machine's memory, but what is more goes to the disk. */
  readonly modest?: boolean;
}

/** Each thread has rows of its own in memory. */
const MODEST = {memory_limit: '512MB', threads: '4'};

/** Files are opened one at a time: parts of this process that have the same file share an instance, which the first of them locks. */
const openings = new InTurn();

/** One DuckDB file. Opened at the first use, and again after a fatal error. No statement reaches other files, but for one folder. */
export class Database {
  readonly folder: string;
  readonly #path: string;
  readonly #named: string;
  readonly #readOnly: boolean;
  readonly #modest: boolean;
  readonly #running = new Set<Promise<unknown>>();
  #instance: Promise<DuckDBInstance> | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    path: string,
    {readOnly = false, folder = `${path}.export`, modest = false, named = path}: DatabaseOptions = {},
  ) {
    this.#path = path;
    this.#named = named;
    this.#readOnly = readOnly;
    this.#modest = modest;
    this.folder = resolve(folder);
  }

  /**
   * Gives the work a connection of its own: reads go on beside a write. What it leaves uncommitted is undone. Throws a CollectorError, or the
   * signal's reason.
   */
  use<T>(work: (connection: DuckDBConnection) => Promise<T>, gone?: AbortSignal): Promise<T> {
    const running = this.#use(work, gone).finally(() => this.#running.delete(running));
    this.#running.add(running);
    return running;
  }

  /** Waits for what is running and lets go of the file; DuckDB brings its log into it then. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#running);
    const instance = await this.#instance?.catch(() => undefined);
    instance?.closeSync();
  }

  async #use<T>(work: (connection: DuckDBConnection) => Promise<T>, gone?: AbortSignal): Promise<T> {
    gone?.throwIfAborted();
    if (this.#closing) throw new StoreUnavailableError(`${this.#path} is closed`);
    this.#instance ??= openings.do(() => this.#open());
    const opening = this.#instance;
    let connection: DuckDBConnection | undefined;
    try {
      connection = await (await opening).connect();
      return await interruptible(connection, gone, work);
    } catch (error) {
      if (isFatal(error)) await this.#drop(opening);
      gone?.throwIfAborted();
      throw workingError(error);
    } finally {
      connection?.closeSync();
    }
  }

  async #open(): Promise<DuckDBInstance> {
    try {
      if (!this.#readOnly) {
        await preparePlace(this.#path);
        await makeWhole(this.#path, OPTIONS);
      } else if (isMissing(this.#path)) {
        throw new StoreMissingError(this.#path);
      }
      // From the cache, because two instances of one file in one process are not kept apart by its lock.
      const options = {
        ...OPTIONS,
        ...(this.#readOnly && {access_mode: 'READ_ONLY'}),
        ...(this.#modest && MODEST),
      };
      return await locked(await DuckDBInstance.fromCache(this.#path, options), this.folder);
    } catch (error) {
      this.#instance = undefined;
      throw openingError(this.#named, error);
    }
  }

  async #drop(opening: Promise<DuckDBInstance>): Promise<void> {
    if (this.#instance === opening) {
      this.#instance = undefined;
      (await opening).closeSync();
    }
  }
}
