import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';
import {dueWindows, type OracleJob} from '../support/oracle/oracle.js';
import {runCollector} from '../support/servers/collector-process.js';
import {launchSimulator, type PrintedCall, type SimulatorProcess} from '../support/servers/simulator-process.js';

/** As in real life. */
const PACE_MS = 1250;
const LIMIT_MS = 1000;
/** Both ends are processes of their own, and share the machine with other tests: an arrival may be noticed so late, and the next one not. */
const NOTICED_LATE_MS = PACE_MS - LIMIT_MS;
const faults = ['internal=0.1', 'tooOften=0.04', 'reset=0.05', 'truncated=0.05'].flatMap((fault) => ['--fault', fault]);

let workplace: Workplace;
let simulator: SimulatorProcess;

beforeEach(async () => {
  workplace = await makeWorkplace();
  simulator = await launchSimulator(workplace.folder, ['--min-gap', `${LIMIT_MS}`, '--latency', '50', ...faults]);
});
afterEach(async () => {
  await simulator?.stop();
  await workplace?.remove();
});

test('calls of one app keep the pace as the server sees them, retries and answers of 60007 included', async () => {
  const shops = ['shop-cn', 'shop-sg', 'shop-eu'].map((name, index) => app(name, 1_400_000_001 + index));
  await workplace.configure({
    apps: await Promise.all(shops),
    jobs: [
      {report: 'chat', step: '1h', schedule: '0 * * * *', span: '8h', refresh: ['10m']},
      {report: 'chat', step: '1d', schedule: '0 * * * *', span: '4d', refresh: ['10m']},
    ],
    timpush: {paceMs: PACE_MS, retries: 9, maxInFlight: 4},
    store: 'duckdb',
    http: {port: 0},
  });
  const due = windowsDue();
  const {code} = await runCollector(workplace.folder, ['collect', '-c', 'collector.yaml']);
  const calls = simulator.calls();

  expect(code).toBe(0);
  expect(calls.filter((call) => call.code === '60007').length).toBeGreaterThan(0);
  expect(calls.filter((call) => call.code !== '0').length).toBeGreaterThan(5);
  for (const arrivals of arrivalsByApp(calls)) {
    expect(arrivals.length).toBeGreaterThanOrEqual(due);
    expect(mostAhead(arrivals)).toBeLessThanOrEqual(NOTICED_LATE_MS);
  }
}, 120_000);

/** Of one app: twelve, but for those that have ended just now. */
function windowsDue(): number {
  const hours: OracleJob = {step: '1h', span: 8 * 3600, refresh: {'10m': 600}};
  const days: OracleJob = {step: '1d', span: 4 * 86_400, refresh: {'10m': 600}};
  const zone = {name: '', sdkAppId: 0, timezone: 'Asia/Shanghai', withoutReceipts: []};
  return [hours, days].flatMap((job) => dueWindows(zone, job, Date.now() / 1000)).length;
}

async function app(name: string, sdkAppId: number): Promise<object> {
  const secretKeyFile = await workplace.secret(name, `demo-key-${sdkAppId}`);
  return {name, sdkAppId, baseUrl: simulator.url, secretKeyFile};
}

function arrivalsByApp(calls: readonly PrintedCall[]): number[][] {
  const ids = [...new Set(calls.map(({sdkAppId}) => sdkAppId))];
  return ids.map((id) => calls.filter(({sdkAppId}) => sdkAppId === id).map(({atMs}) => atMs));
}

/** By how many milliseconds, at most, some calls in a row took less time than the pace allows: one that is late makes up for none. */
function mostAhead(arrivals: readonly number[]): number {
  const stretches = arrivals.flatMap((first, i) => arrivals.slice(i).map((last, n) => n * PACE_MS - (last - first)));
  return Math.max(...stretches);
}
