import {openInflux} from '../../../src/influx/influx-store.js';
import {systemClock} from '../../../src/system-clock.js';
import {at} from '../../support/doubles/manual-clock.js';
import {silentLog} from '../../support/doubles/silent-log.js';
import {influxLines} from '../../support/fixtures/store-lines.js';
import {eventually} from '../../support/oracle/eventually.js';
import {dueWindows, type OracleJob} from '../../support/oracle/oracle.js';
import {startInfluxShim} from '../../support/servers/influx-v2-shim.js';
import {createDatabase, type Influxd, startInfluxd} from '../../support/servers/influxd.js';
import {claimOfCases, type Random} from '../cases.js';
import {type CollectorFixture, openCollectorFixture} from '../collector-fixture.js';
import {HOUR} from '../experiment-fixture.js';
import {startRelay} from '../relay.js';
import {type Scene, type Trouble, troubles} from '../troubles.js';

const FROM = at('2026-03-31T10:20Z');
const TOKEN = 'token+of/the=proof';
/** No window that is due leaves a span during an outage: its points would be newer than its entry for ever. */
const jobs: readonly OracleJob[] = [
  {step: '1h', span: 72 * HOUR, refresh: {'10m': 600, '1h': HOUR, '6h': 6 * HOUR}},
  {step: '1d', span: 144 * HOUR, refresh: {'10m': 600, '6h': 6 * HOUR}},
];
const retry = {retries: 2, pauseMs: 10, maxPauseMs: 50, budgetMs: 3000};

let influxd: Influxd;

async function flaw(index: number, random: Random): Promise<string | undefined> {
  const trouble = troubles[index % troubles.length]!;
  const database = await createDatabase(influxd.url);
  const shim = await startInfluxShim(influxd.url, TOKEN);
  const relay = await startRelay(shim.url);
  const first = Math.floor(random() * 4);
  const scene: Scene = {influxd, relay, target: shim.url, port: relay.port, first};
  const deps = {clock: systemClock(), random, log: silentLog};
  const options = {version: 2, url: relay.url, org: 'push', bucket: database.name, token: () => TOKEN} as const;
  const store = openInflux({...options, timeoutMs: 400, retry}, deps);
  const direct = {version: 1, url: influxd.url, database: database.name, timeoutMs: 400} as const;
  const truth = openInflux({...direct, retry: {...retry, retries: 0}}, deps);
  const rig = await openCollectorFixture({from: FROM, apps: 3, jobs, paceMs: 4, store, truth});
  try {
    const wrong = await lifeOf(rig, trouble, scene, random);
    const lines = await influxLines(influxd.url, database.name);
    const flaws = [...wrong, ...rig.books.flawsOf(lines)];
    return flaws.length > 0 ? `${trouble.name}: ${flaws.join('; ')}` : undefined;
  } finally {
    await Promise.all([store.close(), truth.close()]);
    await rig.close();
    await scene.relay.stop();
    await shim.stop();
    await database.drop();
  }
}

/** Some runs, an outage of minutes to days in the middle of one of them, and what comes after it. */
async function lifeOf(rig: CollectorFixture, trouble: Trouble, scene: Scene, random: Random): Promise<string[]> {
  const wrong: string[] = [];
  for (let quiet = 1 + Math.floor(random() * 3); quiet > 0; quiet--) {
    await rig.tick();
    rig.pass(3 * HOUR);
  }
  await trouble.begin(scene);
  for (let ticks = 2; ticks > 0; ticks--) {
    const errors = (await rig.tick()).flatMap(({error}) => (error ? [(error as Error).name] : []));
    if (errors.some((name) => name !== trouble.error)) wrong.push(`told as ${[...new Set(errors)]}`);
    if (errors.length === 0 && ticks === 1 && trouble.error !== 'PointsRefusedError') wrong.push('not told at all');
    rig.pass(random() < 0.5 ? 600 : Math.floor(random() * 20) * HOUR);
  }
  await trouble.end(scene);
  await eventually(() => rig.observe().then(() => true));
  const after = [await rig.tick(), await rig.tick()].map((runs) => runs.reduce((sum, run) => sum + run.windowsLeft, 0));
  if (after[1] !== 0) wrong.push(`${after[1]} windows left afterwards`);
  const quiet = await rig.tick();
  if (quiet.some(({calls}) => calls > 0)) wrong.push('asks again what it has');
  const now = rig.now();
  for (const {name, survey} of quiet.map((run) => ({name: `${run.app.name} ${run.step}`, survey: run.survey}))) {
    const missing = survey.filter(
      ({coverage}) => coverage === 'missing' || coverage === 'due' || coverage === 'rejected',
    );
    if (missing.length > 0) wrong.push(`${name}: ${missing.length} of ${survey.length} missing`);
  }
  const due = rig.experiment.apps.flatMap((app) => jobs.flatMap((job) => dueWindows(app, job, now)));
  if (due.length === 0) wrong.push('nothing was to be collected');
  return wrong;
}

export const databaseFaults = claimOfCases({
  name: 'database-faults',
  title: 'whatever InfluxDB does, nothing is lost and the run says what it met',
  count: (short) => (short ? troubles.length : 5 * troubles.length),
  flaw,
  async begin() {
    influxd = await startInfluxd();
    return () => influxd.stop();
  },
});
