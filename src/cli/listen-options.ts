import type {Config, HttpConfig} from '../config/config.js';
import type {HttpOptions} from '../http/server.js';

/** The password is read whenever somebody comes, so that a rotated file is picked up. */
export function listenOptions({host, port, publicUrl, password}: HttpConfig): HttpOptions {
  return {host, port, publicUrl, ...(password && {password: () => password.read()})};
}

/** Where the collector that holds a DuckDB file answers commands: beside the file. InfluxDB serves several programs at once. */
export function socketPathOf({store, duckdb}: Config): string | undefined {
  return store === 'duckdb' ? `${duckdb.path}.sock` : undefined;
}
