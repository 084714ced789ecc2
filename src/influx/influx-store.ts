import {Agent} from 'undici';
import {StoreDeniedError} from '../domain/errors.js';
import type {Point} from '../domain/point.js';
import type {Store} from '../domain/ports.js';
import {ConcurrencyLimit} from './concurrency-limit.js';
import {type Connection, connectionOf} from './connection.js';
import {MissingDatabaseError} from './failure.js';
import {identifier, selectLatest, selectPoints} from './influxql.js';
import {DEFAULT_LINES_PER_REQUEST, DEFAULT_RETRY, type InfluxDeps, type InfluxOptions} from './options.js';
import {ask} from './query.js';
import {retrying} from './retry.js';
import {newestBy, type Series, toPoints} from './series.js';
import {SumCache} from './sum-cache.js';
import {sumsOf} from './sums.js';
import {writeBatch} from './write.js';

export type {InfluxDeps, InfluxOptions, RetryOptions} from './options.js';

/** At a tick every app asks for its ledger: thousands of queries at once would all run out of time. */
const QUERIES_AT_ONCE = 16;

/** InfluxDB 1.x or 2.x as a store. Opens no connection until it is used. */
export function openInflux(options: InfluxOptions, deps: InfluxDeps): Store {
  const {linesPerRequest = DEFAULT_LINES_PER_REQUEST, retry = DEFAULT_RETRY} = options;
  const connection = connectionOf(options, deps.signal);
  const agent = new Agent();
  const askOnce = (statement: string) => ask(statement, connection, agent);
  const limit = new ConcurrencyLimit(QUERIES_AT_ONCE);
  const query = (statement: string) => retrying(() => limit.pass(() => askOnce(statement)), retry, deps);

  const sums = new SumCache({sums: (wanted) => sumsOf(wanted, query)});

  return {
    async write(points) {
      for (const batch of batches(points, linesPerRequest)) {
        await retrying(() => writeBatch(batch, connection), retry, deps);
      }
    },
    points: async (wanted) => (await query(selectPoints(wanted))).flatMap(toPoints),
    sums: (wanted, gone) => sums.sums(wanted, gone),
    latest: async ({measurement, by}) => newestBy((await query(selectLatest(measurement))).flatMap(toPoints), by),
    ping: () => ping(askOnce, connection),
    // Whoever closes has got what it wanted; a request to a server that stands still is not waited for.
    close: () => agent.destroy(),
  };
}

function* batches(points: readonly Point[], size: number): Generator<readonly Point[]> {
  for (let from = 0; from < points.length; from += size) yield points.slice(from, from + size);
}

/** A real read that needs the database to be there and costs nothing; SHOW MEASUREMENTS succeeds on a database that is not there. */
const PROBE = `SELECT * FROM ${identifier('timpush_ping')} LIMIT 1`;

/** Version 1 has no set-up step that makes the database, so the first ping does. */
async function ping(askOnce: (statement: string) => Promise<Series[]>, connection: Connection): Promise<void> {
  try {
    await askOnce(PROBE);
  } catch (missing) {
    if (connection.version !== 1 || !(missing instanceof MissingDatabaseError)) throw missing;
    await askOnce(`CREATE DATABASE ${identifier(connection.database)}`).catch((error) => {
      // Not allowed to: then the advice that comes with the first error is the better one.
      throw error instanceof StoreDeniedError ? missing : error;
    });
  }
}
