import {openDuckDb} from '../../src/duckdb/duckdb-store.js';
import {createMetrics} from '../../src/http/metrics.js';
import {startHttp} from '../../src/http/server.js';
import {systemClock} from '../../src/system-clock.js';
import {lookUp} from '../../src/timpush/loss-codes.js';
import {estimateBackfill} from '../../src/views/backfill-estimate.js';
import {coverageView} from '../../src/views/coverage-view.js';
import {pushView} from '../../src/views/push-view.js';
import {queries} from '../../src/views/query.js';
import type {Influx} from '../stage.js';
import {apps, hourlyJob, influxStore, quiet} from '../stored.js';
import {serve} from './conversation.js';
import {LOAD_END} from './load.js';

export interface Served {
  /** How far back the job reaches, and the store with it. */
  readonly days: number;
  readonly duckDb?: string;
  readonly influx?: Influx;
}

/** The console's answers out of a filled store, in a process of its own. */
async function open({days, duckDb, influx}: Served): Promise<string> {
  const store = influx ? influxStore(influx) : await openDuckDb({path: duckDb!}, {log: quiet});
  const known = {jobs: [hourlyJob(days)], apps, timezone: 'Asia/Shanghai', store, paceMs: 1250};
  const asked = queries({...known, clock: {now: () => LOAD_END * 1000}, explainLoss: lookUp});
  const {url} = await startHttp(
    {host: '127.0.0.1', port: 0},
    {
      metrics: createMetrics(),
      ready: async () => ({ok: true, reasons: []}),
      routes: {
        '/api/push': (query, gone) => pushView(query, known, LOAD_END, gone),
        '/api/coverage': (query, gone) => coverageView(query, known, LOAD_END, gone),
        '/api/price': async (query, gone) => (await estimateBackfill(query, known, LOAD_END, gone)).view,
        '/api/status': (_query, gone) => asked.status(gone),
        '/api/report': (query, gone) => asked.report(query, gone),
      },
      clock: systemClock(),
      log: quiet,
    },
  );
  return url;
}

serve({open});
