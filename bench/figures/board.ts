import {openDuckDb} from '../../src/duckdb/duckdb-store.js';
import {createMetrics} from '../../src/http/metrics.js';
import {startHttp} from '../../src/http/server.js';
import {systemClock} from '../../src/system-clock.js';
import {reports} from '../../src/timpush/reports.js';
import {Activity} from '../../src/views/activity.js';
import {appsView} from '../../src/views/apps-view.js';
import {onOneGrid} from '../../src/views/one-grid.js';
import type {Figure, Row} from '../figure.js';
import {LOAD_END} from '../processes/load.js';
import {inRounds, spread} from '../rounds.js';
import {appsOf, hourlyJob, quiet, withDuckDbFile} from '../stored.js';

const APPS = 1000;
/** The week that is shown, and the one before. */
const DAYS = 14;
const apps = appsOf(APPS);
const jobs = [hourlyJob(DAYS), {...hourlyJob(DAYS), report: reports['chat-loss']!}];

/** How long the board of many apps takes to answer, from the question to the last byte: after a start, and while it is refreshed. */
export const board: Figure = {
  name: 'board',
  measure: ({quick}) => withDuckDbFile(DAYS, (path) => answers(path, quick ? 2 : 5), APPS),
};

async function answers(path: string, rounds: number): Promise<Row[]> {
  const seen = await inRounds(rounds, async () => {
    const clock = systemClock();
    const opened = await openDuckDb({path}, {log: quiet});
    const store = onOneGrid(opened, {jobs, apps}, clock);
    const deps = {jobs, apps, store, timezone: 'Asia/Shanghai', activity: new Activity(clock)};
    const routes = {
      '/api/apps': (query: Record<string, string>, gone: AbortSignal) => appsView(query, deps, LOAD_END, gone),
    };
    const health = {metrics: createMetrics(), ready: async () => ({ok: true, reasons: []})};
    const server = await startHttp({host: '127.0.0.1', port: 0}, {...health, routes, clock, log: quiet});
    try {
      return {first: await wait(server.url!), later: await wait(server.url!)};
    } finally {
      await server.close();
      await opened.close();
    }
  });
  const row = (what: string, value: (round: (typeof seen)[number]) => number, target: Row['target']): Row => {
    return {
      what: `board of 1,000 apps on DuckDB, 14 days of hours: ${what}, ms`,
      value: spread(seen.map(value)),
      target,
    };
  };
  return [
    row('the first answer after a start', ({first}) => first, undefined),
    row('the answer', ({later}) => later, {atMost: 1000}),
  ];
}

async function wait(url: string): Promise<number> {
  const begun = performance.now();
  const {rows} = (await (await fetch(`${url}/api/apps`)).json()) as {readonly rows: readonly unknown[]};
  if (rows.length !== APPS) throw new Error(`the board has ${rows.length} rows`);
  return performance.now() - begun;
}
