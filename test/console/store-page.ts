import {apiRoutes} from '../../src/http/api-routes.js';
import {createMetrics} from '../../src/http/metrics.js';
import {pageFiles} from '../../src/http/page-files.js';
import {type HttpServer, startHttp} from '../../src/http/server.js';
import {systemClock} from '../../src/system-clock.js';
import {Activity} from '../../src/views/activity.js';
import {type QueryDeps, queries} from '../../src/views/query.js';
import type {ManualClock} from '../support/doubles/manual-clock.js';
import {silentLog} from '../support/doubles/silent-log.js';

/** The page of a collector that does nothing, on a store that is filled already. */
export function serveStore(deps: QueryDeps & {readonly clock: ManualClock}): Promise<HttpServer> {
  const asked = queries(deps);
  const {queries: routes, ...page} = apiRoutes({
    ...deps,
    activity: new Activity(deps.clock),
    paceMs: 1250,
    explain: (code) => `Code ${code}`,
    backfill: {start: async () => true, stop: async () => {}, view: () => null},
    schedule: {upcoming: () => [], late: () => []},
    openFindings: () => undefined,
  });
  return startHttp(
    {host: '127.0.0.1', port: 0},
    {
      metrics: createMetrics(),
      ready: async () => ({ok: true, reasons: []}),
      routes: {
        ...routes,
        '/api/findings': (query) => asked.findings(query),
        '/api/campaigns': (query) => asked.campaignReport(query),
      },
      ...page,
      files: pageFiles(),
      clock: systemClock(),
      log: silentLog,
    },
  );
}
