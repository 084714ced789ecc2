import {DuckDBInstance} from '@duckdb/node-api';
import {StoreUnavailableError} from '../../../src/domain/errors.js';
import type {Store} from '../../../src/domain/ports.js';
import {openDuckDb} from '../../../src/duckdb/duckdb-store.js';
import {seededRandom} from '../../../src/simulator/hash.js';
import {at} from '../../support/doubles/manual-clock.js';
import {lineOf} from '../../support/fixtures/store-lines.js';
import {makeWorkplace} from '../../support/fixtures/workplace.js';
import {dueWindows, type OracleJob} from '../../support/oracle/oracle.js';
import {campaignFlaws} from '../campaign-truth.js';
import type {Random} from '../cases.js';
import type {Claim, Failure} from '../claim.js';
import {type CollectorFixture, openCollectorFixture} from '../collector-fixture.js';
import {HOUR} from '../experiment-fixture.js';
import {growth, type Reading, reading} from '../growth.js';

const DAY = 24 * HOUR;
/** Berlin's and New York's clocks change within the month that follows. */
const FROM = at('2026-03-05T10:20Z');
const TICK = HOUR / 2;
/** Of campaigns. */
const LAST_AGE = 6 * HOUR;
const reports = ['chat', 'broadcast', 'chat-loss', 'broadcast-loss'];
const jobs = reports.flatMap((report): OracleJob[] => [
  {report, step: '1h', span: DAY, refresh: {'10m': 600, '1h': HOUR, '6h': 6 * HOUR}},
  {report, step: '1d', span: 3 * DAY, refresh: {'10m': 600, '1d': DAY}},
]);
const faults = {internal: 0.01, badGateway: 0.01, truncated: 0.01, reset: 0.01, html200: 0.01, empty: 0.01};

/** Now and then a write fails, or is lost only after it was done. */
function unreliable(store: Store, random: Random, rate: () => number): Store {
  return {
    ...bound(store),
    async write(points) {
      const chance = random();
      if (chance < rate() / 2) throw new StoreUnavailableError('away');
      await store.write(points);
      if (chance < rate()) throw new StoreUnavailableError('gone before it could say so');
    },
  };
}

function bound(store: Store): Store {
  return {
    write: (points) => store.write(points),
    points: (query) => store.points(query),
    sums: (queries) => store.sums(queries),
    latest: (query) => store.latest(query),
    inventory: (query) => store.inventory(query),
    remove: (query) => store.remove(query),
    retention: () => store.retention(),
    probe: (time) => store.probe(time),
    ping: () => store.ping(),
    close: () => store.close(),
  };
}

/** Every row of one app, by nothing but SQL. */
async function* linesByApp(path: string, sdkAppIds: readonly number[]): AsyncGenerator<string[]> {
  const instance = await DuckDBInstance.create(path, {access_mode: 'READ_ONLY'});
  const connection = await instance.connect();
  const tables = (await connection.runAndReadAll('SELECT table_name FROM duckdb_tables()')).getRows() as [string][];
  for (const sdkAppId of sdkAppIds) {
    const lines: string[] = [];
    for (const [table] of tables) {
      const rows = await connection.runAndReadAll(
        `SELECT epoch(time)::BIGINT AS time, * EXCLUDE (time) FROM "${table}" WHERE sdkappid = '${sdkAppId}'`,
      );
      for (const {time, ...values} of rows.getRowObjects()) lines.push(lineOf(table, time as bigint, values));
    }
    yield lines;
  }
  connection.closeSync();
  instance.closeSync();
}

interface Life {
  readonly apps: number;
  readonly days: number;
}

async function live(
  rig: CollectorFixture,
  {apps, days}: Life,
  progress: (done: number, of: number) => void,
): Promise<string[]> {
  const readings: Reading[] = [];
  for (let day = 0; day < days; day++) {
    for (let time = 0; time < DAY; time += TICK) {
      await rig.tick();
      rig.pass(TICK);
    }
    readings.push(reading());
    progress(day + 1, days);
  }
  return growth(readings, apps * reports.length);
}

/** With nothing in the way any more: until nothing is due. */
async function settle(rig: CollectorFixture): Promise<string[]> {
  rig.experiment.simulator.setFaults({});
  for (let tries = 0; tries < 3; tries++) {
    const left = (await rig.tick()).reduce((sum, {windowsLeft}) => sum + windowsLeft, 0);
    if (left === 0) return [];
  }
  return ['windows are left though nothing is in the way'];
}

/** All that was ever due is there, and nothing of it is wrong. */
async function checked(rig: CollectorFixture, path: string, {days}: Life): Promise<string[]> {
  const flaws: string[] = [];
  const apps = rig.experiment.apps;
  let index = 0;
  for await (const lines of linesByApp(
    path,
    apps.map(({sdkAppId}) => sdkAppId),
  )) {
    const app = apps[index++]!;
    const ofCampaigns = (line: string) => line.startsWith('timpush_campaign_');
    flaws.push(
      ...rig.books.flawsOf(
        lines.filter((line) => !ofCampaigns(line)),
        app,
      ),
    );
    const {campaigns, simulator} = rig.experiment;
    flaws.push(
      ...campaignFlaws(lines.filter(ofCampaigns), {app, campaigns, simulator, from: FROM, lastAge: FROM + LAST_AGE}),
    );
    const due = jobs.flatMap((job) => dueWindows(app, {...job, span: job.span + days * DAY}, rig.now()));
    const kept = lines.filter((line) => line.startsWith('timpush_ledger ')).length;
    if (kept < due.length - 1) flaws.push(`${app.name}: ${kept} windows of ${due.length}`);
  }
  return flaws;
}

async function run(seed: number, life: Life, progress: (done: number, of: number) => void): Promise<string[]> {
  const workplace = await makeWorkplace();
  const path = workplace.path('push.duckdb');
  const random = seededRandom(seed);
  let rate = 0.02;
  const truth = await openDuckDb({path});
  const store = unreliable(truth, random, () => rate);
  const rig = await openCollectorFixture({
    from: FROM,
    apps: life.apps,
    campaigns: 6,
    jobs,
    paceMs: 1,
    store,
    truth,
    simulator: {faults, seed, logLimit: 1000},
  });
  try {
    const flaws = await live(rig, life, progress);
    rate = 0;
    flaws.push(...(await settle(rig)));
    await store.close();
    return [...flaws, ...(await checked(rig, path, life))];
  } finally {
    await store.close();
    await rig.close();
    await workplace.remove();
  }
}

export const longRun: Claim = {
  name: 'long-run',
  title: 'a month with faults throughout: every cell right, heap and descriptors level (tried: days of apps)',
  async run({seed, short, progress}) {
    const life = short ? {apps: 4, days: 1} : {apps: 20, days: 30};
    const flaws = await run(seed, life, progress);
    const failures = flaws.map((what): Failure => ({seed: `${seed}.${life.apps}.${life.days}`, what}));
    return {tried: life.apps * life.days, failures};
  },
  async replay(text) {
    const [seed = 0, apps = 4, days = 1] = text.split('.').map(Number);
    const flaws = await run(seed, {apps, days}, () => {});
    return flaws.length > 0 ? flaws.join('; ') : undefined;
  },
};
