import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from '@jest/globals';
import {type LoggedRequest, type Simulator, startSimulator} from '../../src/simulator/simulator.js';
import {quietAges} from '../support/fixtures/quiet-ages.js';
import {comparable} from '../support/fixtures/store-lines.js';
import {duckDb, influx1, influx2} from '../support/fixtures/stores.js';
import {appSettingsOf, shopKeys, shops} from '../support/fixtures/three-apps-fixture.js';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';
import {Evidence, watchUserSigs} from '../support/oracle/leaks.js';
import {dueWindows, expectedLines, type OracleJob, reportOf, windowText} from '../support/oracle/oracle.js';
import {runCollector} from '../support/servers/collector-process.js';
import {type Influxd, startInfluxd} from '../support/servers/influxd.js';

const DAY = 86_400;
const PACE_MS = 25;
const apps = shops.map(({app}) => app);
const faults = {
  internal: 0.05,
  tooOften: 0.003,
  badGateway: 0.03,
  truncated: 0.03,
  reset: 0.03,
  html200: 0.02,
  empty: 0.02,
};
const run = ['collect', '--config', 'collector.yaml', '--json'];

let influxd: Influxd;
let simulator: Simulator;
let workplace: Workplace;
let userSigs: ReturnType<typeof watchUserSigs>;

beforeAll(async () => {
  influxd = await startInfluxd();
});
afterAll(() => influxd?.stop());
beforeEach(async () => {
  userSigs = watchUserSigs();
  workplace = await makeWorkplace();
  const simulated = shops.map((shop) => shop.simulated);
  simulator = await startSimulator({apps: simulated, minGapMs: 0, faults}, {now: Date.now});
});
afterEach(async () => {
  userSigs.stop();
  await simulator?.close();
  await workplace?.remove();
});

test.each([
  ['InfluxDB 1', influx1],
  ['the API of InfluxDB 2', influx2],
  ['DuckDB', duckDb],
])(
  'after a run into %s every cell is what the API last answered, and a second run asks nothing',
  async (_, open) => {
    const store = await open(influxd, workplace);
    const evidence = new Evidence();
    const jobs = quietJobs();
    try {
      await configure(jobs, store.settings);
      const first = await runCollector(workplace.folder, run);
      expect({code: first.code, left: leftOf(first.stdout)}).toEqual({code: 0, left: 0});
      const asked = simulator.requests.length;
      const lines = await store.lines();
      expect(comparable(lines)).toEqual(expectedLines({apps, jobs, simulator}));
      expect(longestFlight(lines)).toBeLessThanOrEqual(5);
      expect(
        ledgerOf(lines)
          .map(({window}) => window)
          .sort(),
      ).toEqual(windowsDue(jobs));

      const second = await runCollector(workplace.folder, run);
      expect({code: second.code, calls: simulator.requests.length}).toEqual({code: 0, calls: asked});
      expect(comparable(await store.lines())).toEqual(comparable(lines));

      for (const output of [first, second]) evidence.add('output', output.stdout + output.stderr);
      evidence.add('points', (await store.lines()).join('\n'));
      await evidence.addFilesOf(workplace);
      expect(userSigs.seen.size).toBeGreaterThanOrEqual(apps.length);
      expect(evidence.leaks([...shopKeys, ...store.secrets, ...userSigs.seen])).toEqual([]);
    } finally {
      await store.close();
    }
  },
  150_000,
);

function quietJobs(): OracleJob[] {
  const refresh = quietAges(3);
  const jobsOf = (report: string, days: number): OracleJob[] => [
    {report, step: '1h', span: DAY, refresh},
    {report, step: '1d', span: days * DAY, refresh},
  ];
  return [...jobsOf('chat', 30), ...jobsOf('broadcast', 30), ...jobsOf('chat-loss', 7), ...jobsOf('broadcast-loss', 7)];
}

async function configure(jobs: readonly OracleJob[], store: object): Promise<void> {
  await workplace.configure({
    apps: await appSettingsOf(workplace, simulator.url),
    jobs: jobs.map(({report, step, span, refresh}) => ({
      report,
      step,
      schedule: '*/10 * * * *',
      span: `${span / DAY}d`,
      refresh: Object.keys(refresh),
    })),
    timpush: {paceMs: PACE_MS, retries: 8},
    http: {port: 0},
    log: {level: 'debug'},
    ...store,
  });
}

function leftOf(stdout: string): number {
  return (JSON.parse(stdout) as {left: number}[]).reduce((sum, {left}) => sum + left, 0);
}

interface Noted {
  readonly window: string;
  readonly fetchedAt: number;
}

function ledgerOf(lines: readonly string[]): Noted[] {
  const ledger = lines.filter((line) => line.startsWith('timpush_ledger '));
  return ledger.map((line) => {
    const [, start, ...pairs] = line.split(' ');
    const {app, report, window_end, fetched_at} = Object.fromEntries(pairs.map((pair) => pair.split('=')));
    const window = windowText({start: Number(start), end: Number(window_end)});
    return {window: `${app} ${report} ${window}`, fetchedAt: Number(fetched_at)};
  });
}

function windowsDue(jobs: readonly OracleJob[]): string[] {
  const now = Math.floor(Date.now() / 1000);
  return apps
    .flatMap((app) =>
      jobs.flatMap((job) => dueWindows(app, job, now).map((window) => `${app.name} ${job.report} ${window}`)),
    )
    .sort();
}

/** Seconds from what the ledger calls the fetch to the arrival of the call that was answered: the longest. */
function longestFlight(lines: readonly string[]): number {
  const flights = ledgerOf(lines).map(({window, fetchedAt}) => {
    const asked = simulator.requests.findLast((request) => request.code === 0 && window === askedBy(request));
    return asked!.asOf - fetchedAt;
  });
  // An answer is never newer than the ledger says.
  return flights.every((seconds) => seconds >= 0) ? Math.max(...flights) : Number.NaN;
}

function askedBy(request: LoggedRequest): string {
  const app = apps.find(({sdkAppId}) => sdkAppId === request.sdkAppId);
  return `${app?.name} ${reportOf(request)} ${windowText({start: request.start!, end: request.end!})}`;
}
