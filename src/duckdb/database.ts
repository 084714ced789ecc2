import {type DuckDBConnection, DuckDBInstance} from '@duckdb/node-api';
import {StoreUnavailableError} from '../domain/errors.js';
import {isFatal, openingError, workingError} from './duckdb-errors.js';
import {makeWhole} from './new-file.js';
import {preparePlace} from './place.js';

// Nothing here needs an extension, and none may be fetched from the network.
const OPTIONS = {autoinstall_known_extensions: 'false', autoload_known_extensions: 'false'};

/** One DuckDB file. Opened at the first use, and again after a fatal error. */
export class Database {
  readonly #path: string;
  readonly #running = new Set<Promise<unknown>>();
  #instance: Promise<DuckDBInstance> | undefined;
  #closing: Promise<void> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Gives the work a connection of its own: reads go on beside a write. What it leaves uncommitted is undone. */
  use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const running = this.#use(work).finally(() => this.#running.delete(running));
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

  async #use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    if (this.#closing) throw new StoreUnavailableError(`${this.#path} is closed`);
    this.#instance ??= this.#open();
    const opening = this.#instance;
    let connection: DuckDBConnection | undefined;
    try {
      connection = await (await opening).connect();
      return await work(connection);
    } catch (error) {
      if (isFatal(error)) await this.#drop(opening);
      throw workingError(error);
    } finally {
      connection?.closeSync();
    }
  }

  async #open(): Promise<DuckDBInstance> {
    try {
      await preparePlace(this.#path);
      await makeWhole(this.#path, OPTIONS);
      // From the cache, because two instances of one file in one process are not kept apart by its lock.
      return await DuckDBInstance.fromCache(this.#path, OPTIONS);
    } catch (error) {
      this.#instance = undefined;
      throw openingError(this.#path, error);
    }
  }

  async #drop(opening: Promise<DuckDBInstance>): Promise<void> {
    if (this.#instance === opening) {
      this.#instance = undefined;
      (await opening).closeSync();
    }
  }
}
