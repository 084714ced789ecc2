import {type Simulator, startSimulator} from '../../src/simulator/simulator.js';
import {type CollectorProcess, launchCollector} from './collector-process.js';
import {freePort} from './free-port.js';
import {createDatabase, type Influxd, startInfluxd} from './influxd.js';
import {dueWindows, type OracleJob} from './oracle.js';
import {quietAges} from './quiet-ages.js';
import {type Served, served} from './served.js';
import {appSettingsOf, shops} from './shops.js';
import {influxLines} from './store-lines.js';
import {makeWorkplace, type Workplace} from './workplace.js';

/** A collector that runs, with everything around it that can fail. */
export interface Stage {
  readonly influxd: Influxd;
  readonly workplace: Workplace;
  readonly job: OracleJob;
  /** Raises the API, in the place of the one before. */
  simulate(options?: {port?: number; latencyMs?: number}): Promise<Simulator>;
  /** Runs `start`, with a tick every second. */
  start(options?: {span?: string; storeUrl?: string}): Promise<CollectorProcess>;
  get(path: string): Promise<Served>;
  /** Every point in the database. */
  lines(): Promise<string[]>;
  windowsKept(): Promise<number>;
  /** Of all apps, as the job's span is or another one. */
  windowsDue(span?: number): number;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const influxd = await startInfluxd();
  const database = (await createDatabase(influxd.url)).name;
  const workplace = await makeWorkplace();
  const port = await freePort();
  const job: OracleJob = {step: '1h', span: 48 * 3600, refresh: quietAges(1)};
  let simulator: Simulator | undefined;
  let running: CollectorProcess | undefined;
  const lines = () => influxLines(influxd.url, database);
  return {
    influxd,
    workplace,
    job,
    async simulate(options = {}) {
      const apps = shops.map(({simulated}) => simulated);
      simulator = await startSimulator({apps, minGapMs: 50, ...options}, {now: Date.now});
      return simulator;
    },
    async start({span = '48h', storeUrl = influxd.url} = {}) {
      const refresh = Object.keys(job.refresh);
      await workplace.configure({
        apps: await appSettingsOf(workplace, simulator!.url),
        jobs: [{report: 'chat', step: job.step, schedule: '* * * * * *', span, refresh}],
        timpush: {paceMs: 100, retries: 2, timeoutMs: 30_000},
        store: 'influxdb',
        influxdb: {version: 1, url: storeUrl, database},
        http: {port},
        log: {level: 'debug'},
      });
      running = launchCollector(workplace.folder, ['start', '--config', 'collector.yaml']);
      return running;
    },
    get: (path) => served(port, path),
    lines,
    windowsKept: async () => (await lines()).filter((line) => line.startsWith('timpush_ledger ')).length,
    windowsDue(span = job.span) {
      const now = Math.floor(Date.now() / 1000);
      return shops.flatMap(({app}) => dueWindows(app, {...job, span}, now)).length;
    },
    async close() {
      await running?.stop('SIGKILL');
      await simulator?.close();
      await workplace.remove();
      await influxd.stop();
    },
  };
}
