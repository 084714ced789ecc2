import {DuckDBInstance} from '@duckdb/node-api';
import type {Store} from '../../src/domain/ports.js';
import {openDuckDb} from '../../src/duckdb/duckdb-store.js';
import {lookUp} from '../../src/timpush/loss-codes.js';
import {coverageView} from '../../src/views/coverage-view.js';
import {pushView} from '../../src/views/push-view.js';
import {queries} from '../../src/views/query.js';
import {statusOf} from '../../src/views/status.js';
import type {Figure, Row} from '../figure.js';
import {inInfluxQl, inSql, type PlainQuestions} from '../plain.js';
import {LOAD_END} from '../processes/load.js';
import {inRounds, spread} from '../rounds.js';
import {type Influx, withInflux} from '../stage.js';
import {apps, fillInflux, hourlyJob, influxStore, quiet, withDuckDbFile} from '../stored.js';

const YEAR = 365;
const MONTH = 30;

/** What people ask of a store that has been filled for long, against the same question put to the database by hand. */
export const reading: Figure = {
  name: 'reading',
  async measure({quick}) {
    const rounds = quick ? 3 : 7;
    return [
      ...(await withDuckDbFile(YEAR, (file) => yearInDuckDb(file, rounds))),
      ...(await withInflux((newDatabase) => monthInInflux(rounds, newDatabase))),
    ];
  },
};

async function yearInDuckDb(file: string, rounds: number): Promise<Row[]> {
  const store = await openDuckDb({path: file}, {log: quiet});
  const connection = await (await DuckDBInstance.create(file)).connect();
  const rows = await compare(() => store, inSql(connection, YEAR), {days: YEAR, rounds, what: 'DuckDB, a year'});
  connection.closeSync();
  await store.close();
  return rows;
}

async function monthInInflux(rounds: number, newDatabase: () => Promise<Influx>): Promise<Row[]> {
  const influx = await newDatabase();
  await fillInflux(influx, MONTH);
  const opened: Store[] = [];
  const fresh = () => {
    opened.push(influxStore(influx));
    return opened.at(-1)!;
  };
  const compared = {days: MONTH, rounds, what: 'InfluxDB, 30 days', remembers: true};
  const rows = await compare(fresh, inInfluxQl(influx, MONTH), compared);
  for (const store of opened) await store.close();
  return rows;
}

interface Compared {
  readonly days: number;
  readonly rounds: number;
  readonly what: string;
  /** The store remembers sums: measured when there is nothing to remember yet, and when there is. */
  readonly remembers?: boolean;
}

/** `open` gives the store as it is after a start. */
async function compare(
  open: () => Store,
  plain: PlainQuestions,
  {days, rounds, what, remembers = false}: Compared,
): Promise<Row[]> {
  const known = (store: Store) => ({
    jobs: [hourlyJob(days)],
    apps,
    store,
    clock: {now: () => LOAD_END * 1000},
    timezone: 'Asia/Shanghai',
  });
  const warm = open();
  const query = {last: `${days}d`, step: '1h'};
  const push = (store: Store) => pushView(query, known(store), LOAD_END);
  const status = () => statusOf(known(warm), LOAD_END);
  const row = async (name: string, ours: Work, theirs: Work): Promise<Row> => {
    return {
      what: `reading: ${name} (${what}) ÷ by hand`,
      ...(await ratio(ours, theirs, rounds)),
      target: {atMost: 1.3},
    };
  };
  const rows = [
    await row(
      'report',
      () => queries({...known(open()), explainLoss: lookUp}).report({last: `${days}d`}),
      plain.report,
    ),
    await row('status', status, plain.entries),
    await row('coverage of the console', () => coverageView(query, known(warm), LOAD_END), plain.entries),
    await row('push of the console', () => push(open()), plain.push),
  ];
  if (remembers) rows.push(await row('push of the console, asked again', () => push(warm), plain.push));
  if (!plain.judged) return rows;
  const judged = await ratio(status, plain.judged, rounds);
  return [
    ...rows,
    {what: `reading: status (${what}) ÷ SQL that judges the windows itself`, ...judged, target: undefined},
  ];
}

type Work = () => Promise<unknown>;

async function ratio(ours: Work, theirs: Work, rounds: number) {
  const took = async (work: Work) => {
    const startedMs = performance.now();
    await work();
    return performance.now() - startedMs;
  };
  await ours();
  await theirs();
  const pairs = await inRounds(rounds, async () => [await took(ours), await took(theirs)] as const);
  const ms = spread(pairs.map(([mine]) => mine)).median;
  return {value: spread(pairs.map(([mine, other]) => mine / other)), note: `ours ${ms.toFixed(0)} ms`};
}
