import {spawnSync} from 'node:child_process';
import {openInflux} from '../../src/influx/influx-store.js';
import {systemClock} from '../../src/system-clock.js';
import {recordEntries} from '../../test/support/fixtures/record-entries.js';
import {makeWorkplace} from '../../test/support/fixtures/workplace.js';
import {eventually} from '../../test/support/oracle/eventually.js';
import {launchCollector} from '../../test/support/servers/collector-process.js';
import type {Figure} from '../figure.js';
import {FIRST_APP_ID, HOUR} from '../processes/load.js';
import {inRounds, spread} from '../rounds.js';
import {type Influx, type Stage, withApi, withInflux} from '../stage.js';

const HOURS = 7 * 24;
const log = {debug() {}, info() {}, warn() {}, error() {}};

/** From the start of the process to the first call, with a ledger that lacks only the newest window. */
export const start: Figure = {
  name: 'start',
  async measure({quick}) {
    const rounds = await inRounds(quick ? 2 : 5, async () => {
      const node = timeOfNode();
      return {one: (await firstCall(1)) / node, many: (await firstCall(1000)) / node};
    });
    const what = (apps: string) => `start: process start to first call with ${apps} and a full ledger ÷ node -e 0`;
    return [
      {what: what('1 app'), value: spread(rounds.map(({one}) => one)), target: {atMost: 6}},
      {what: what('1,000 apps'), value: spread(rounds.map(({many}) => many)), target: {atMost: 20}},
    ];
  },
};

function timeOfNode(): number {
  const times = Array.from({length: 5}, () => {
    const startedMs = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    return performance.now() - startedMs;
  });
  return spread(times).median;
}

function firstCall(apps: number): Promise<number> {
  return withApi((stage) =>
    withInflux(async (newDatabase) => {
      const influx = await newDatabase();
      await fillLedger(influx, apps);
      return startIn(stage, influx, apps);
    }),
  );
}

async function startIn({api, behave, record}: Stage, influx: Influx, apps: number): Promise<number> {
  const workplace = await makeWorkplace();
  const secretKeyFile = await workplace.secret('key', 'bench');
  await workplace.configure({
    apps: Array.from({length: apps}, (_, i) => {
      return {name: `app-${i}`, sdkAppId: FIRST_APP_ID + i, baseUrl: api, secretKeyFile};
    }),
    jobs: [{report: 'chat', step: '1h', schedule: '*/10 * * * *', span: '7d', refresh: ['1s']}],
    store: 'influxdb',
    influxdb: {version: 1, ...influx},
    http: {port: 0},
    log: {level: 'error'},
  });
  await behave({latencyMs: 0, minGapMs: 0});
  const startedMs = performance.timeOrigin + performance.now();
  const collector = launchCollector(workplace.folder, ['start', '--config', 'collector.yaml']);
  try {
    return (await eventually(async () => (await record()).firstAtMs || undefined, 60_000)) - startedMs;
  } finally {
    await collector.stop('SIGKILL');
    await workplace.remove();
  }
}

async function fillLedger(influx: Influx, apps: number): Promise<void> {
  const store = openInflux({version: 1, ...influx}, {log, clock: systemClock(), random: Math.random});
  const newest = Math.floor(systemClock().now() / 1000 / HOUR) * HOUR - HOUR;
  for (let app = 0; app < apps; app++) {
    const entries = Array.from({length: HOURS + 1}, (_, i) => ({
      app: `app-${app}`,
      sdkAppId: FIRST_APP_ID + app,
      report: 'chat',
      step: '1h',
      window: {start: newest - (i + 1) * HOUR, end: newest - i * HOUR},
      fetchedAt: newest + HOUR,
      outcome: 'ok' as const,
      errorCode: 0,
      platforms: ['fcm'],
    }));
    await recordEntries(store, entries);
  }
  await store.close();
}
