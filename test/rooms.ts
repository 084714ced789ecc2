/** A room of `src` (a folder, or a file at its root): what it is for, and which other rooms it may import. */
export interface Room {
  readonly purpose: string;
  readonly imports: readonly string[];
}

/**
 * Which room may import which. Rooms for outside things never meet each other, and what collects knows nothing of what answers questions;
 * `simulator` knows nothing of ours, so that it stays a second reading of the API's contract.
 */
export const rooms: Readonly<Record<string, Room>> = {
  main: {purpose: 'starts the command line', imports: ['cli']},
  cli: {
    purpose: 'one file a command',
    imports: [
      'api-clients',
      'audit',
      'cluster',
      'collector',
      'config',
      'domain',
      'export',
      'http',
      'service',
      'simulator',
      'system-clock',
      'telemetry',
      'views',
    ],
  },
  service: {
    purpose: 'the collector at work: ticks, runs, HTTP',
    imports: ['alerts', 'collector', 'domain', 'export', 'http', 'pipeline', 'views'],
  },
  collector: {
    purpose: 'everything wired together from the configuration',
    imports: [
      'alerts',
      'api-clients',
      'config',
      'domain',
      'duckdb',
      'influx',
      'network',
      'pipeline',
      'timpush',
      'views',
    ],
  },
  'api-clients': {
    purpose: 'the API for each app of the configuration',
    imports: ['config', 'domain', 'network', 'timpush'],
  },
  network: {purpose: "connections to others' servers, through a proxy where there is one", imports: ['config']},
  'system-clock': {purpose: 'the real clock', imports: ['domain']},
  pipeline: {purpose: 'the way of a window: schedule, run, collect, record, backfill', imports: ['domain']},
  alerts: {purpose: 'findings told to Alertmanager and to webhooks', imports: ['domain']},
  audit: {purpose: 'the vendor and the database put to the test: verify, probe', imports: ['domain']},
  views: {
    purpose: 'what people ask: status, report, push, coverage, one window, activity, findings',
    imports: ['domain', 'findings'],
  },
  export: {
    purpose: 'data out and in: files by measurement, and the newest of two stores',
    imports: ['domain', 'duckdb'],
  },
  findings: {purpose: 'what is wrong with pushes and with collecting, by one set of definitions', imports: ['domain']},
  http: {purpose: 'health, metrics, and the routes of the page', imports: ['domain', 'views']},
  timpush: {purpose: "Tencent's API: calls, pace, errors, reports", imports: ['domain']},
  influx: {purpose: 'InfluxDB as a store', imports: ['domain']},
  duckdb: {purpose: 'DuckDB as a store', imports: ['domain']},
  cluster: {purpose: 'several machines: turns of lanes by BullMQ on Redis', imports: ['domain']},
  telemetry: {purpose: 'runs and calls told by OpenTelemetry, where that is wanted', imports: ['domain']},
  console: {purpose: 'the page in the browser', imports: ['domain']},
  domain: {purpose: 'windows, plan, coverage, points, errors, ports: pure', imports: []},
  config: {purpose: 'settings: read, checked, described', imports: ['domain']},
  simulator: {purpose: "the stand-in for Tencent's API", imports: []},
};
