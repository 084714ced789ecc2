import {Agent} from 'undici';
import {BeyondRetentionError, StoreDeniedError} from '../domain/errors.js';
import type {Point} from '../domain/point.js';
import type {PointQuery, Store} from '../domain/ports.js';
import {comesBack} from '../domain/probe.js';
import {ConcurrencyLimit} from './concurrency-limit.js';
import {type Connection, connectionOf} from './connection.js';
import {MissingDatabaseError, readElsewhere} from './failure.js';
import {identifier, selectPoints} from './influxql.js';
import {inventoryOf} from './inventory.js';
import {latestOf} from './latest.js';
import {DEFAULT_LINES_PER_REQUEST, DEFAULT_RETRY, type InfluxDeps, type InfluxOptions} from './options.js';
import {outliersOf} from './outliers.js';
import {ask} from './query.js';
import {remove} from './removal.js';
import {Retention, toldRetention} from './retention.js';
import {retrying} from './retry.js';
import {type Series, toPoints} from './series.js';
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
  const dispatcher = deps.dispatcher ?? new Agent();
  const askOnce = (statement: string) => ask(statement, connection, dispatcher);
  const limit = new ConcurrencyLimit(QUERIES_AT_ONCE);
  const query = (statement: string) => retrying(() => limit.pass(() => askOnce(statement)), retry, deps);

  const sums = new SumCache({sums: (wanted) => sumsOf(wanted, query)});
  const retention = new Retention(() => retrying(() => toldRetention(connection, dispatcher), retry, deps), deps.clock);
  const now = () => Math.floor(deps.clock.now() / 1000);
  const reading = async (wanted: PointQuery) => (await query(selectPoints(wanted))).flatMap(toPoints);

  async function write(points: readonly Point[]): Promise<void> {
    for (const batch of batches(points, linesPerRequest)) {
      try {
        await retrying(() => writeBatch(batch, connection, dispatcher), retry, deps);
      } catch (error) {
        // Of several, nobody knows which.
        if (error instanceof BeyondRetentionError && batch.length === 1) retention.refused(batch[0]!.time);
        throw error;
      }
    }
  }

  return {
    write,
    points: reading,
    sums: (wanted, gone) => sums.sums(wanted, gone),
    forgetSums: () => sums.forget(),
    outliers: (wanted, gone) => outliersOf(wanted, query, gone),
    outliersWithin: 200_000,
    latest: ({measurement, by}) => latestOf(measurement, by, {ask: query, now: now(), clock: deps.clock}),
    inventory: (wanted, gone) => inventoryOf(wanted, {ask: query, now: now()}, gone),
    remove: (wanted) => retrying(() => limit.pass(() => remove(wanted, connection, dispatcher)), retry, deps),
    retention: () => retention.seconds(),
    async probe(time) {
      if (!(await comesBack({write, points: reading}, time))) throw readElsewhere(connection);
    },
    ping: () => ping(askOnce, connection),
    // The caller has its answers by now; a request to a server that does not answer is not waited for.
    close: () => dispatcher.destroy(),
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
