import {StoreUnavailableError} from '../../../src/domain/errors.js';
import type {Store} from '../../../src/domain/ports.js';
import {at} from '../../support/doubles/manual-clock.js';
import {MemoryStore} from '../../support/doubles/memory-store.js';
import {lineOf} from '../../support/fixtures/store-lines.js';
import {heapInUse} from '../../support/oracle/heap-in-use.js';
import {dueWindows, type OracleJob} from '../../support/oracle/oracle.js';
import {claimOfCases} from '../cases.js';
import {type CollectorFixture, openCollectorFixture} from '../collector-fixture.js';
import {HOUR} from '../experiment-fixture.js';

const FROM = at('2026-03-31T10:20Z');
const TICK = 600;
const jobs: readonly OracleJob[] = [{step: '1h', span: 96 * HOUR, refresh: {'10m': 600, '1h': HOUR, '6h': 6 * HOUR}}];
const ALWAYS = {start: 0, end: 4_000_000_000};

const away = () => Promise.reject(new StoreUnavailableError('away'));

/** What does not work while the store is away; the API answers all the time. */
const kinds: readonly (readonly (keyof Store)[])[] = [['write'], ['write', 'points'], ['points']];

interface Outage {
  readonly store: Store;
  begin(): void;
  end(): void;
}

function outageOf(store: Store, missing: readonly (keyof Store)[]): Outage {
  let on = false;
  const fails = (method: keyof Store) => on && missing.includes(method);
  return {
    store: {
      write: (points) => (fails('write') ? away() : store.write(points)),
      points: (query) => (fails('points') ? away() : store.points(query)),
      sums: (queries) => store.sums(queries),
      latest: (query) => store.latest(query),
      inventory: (query) => store.inventory(query),
      remove: (query) => store.remove(query),
      retention: () => store.retention(),
      probe: (time) => store.probe(time),
      ping: () => store.ping(),
      close: () => store.close(),
    },
    begin: () => {
      on = true;
    },
    end: () => {
      on = false;
    },
  };
}

async function heapAfter(rig: CollectorFixture, ticks: number): Promise<number> {
  for (let left = ticks; left > 0; left--) {
    await rig.tick();
    rig.pass(TICK);
  }
  return heapInUse();
}

async function flaw(index: number): Promise<string | undefined> {
  const truth = new MemoryStore();
  const outage = outageOf(truth, kinds[index % kinds.length]!);
  const simulator = {logLimit: 1000};
  const rig = await openCollectorFixture({from: FROM, apps: 4, jobs, paceMs: 1, store: outage.store, truth, simulator});
  try {
    await rig.tick();
    outage.begin();
    const first = await heapAfter(rig, 60);
    const last = await heapAfter(rig, 240);
    outage.end();
    const left = (await rig.tick()).reduce((sum, {windowsLeft}) => sum + windowsLeft, 0);
    const lines = await linesOf(truth);
    const now = rig.now();
    const due = rig.experiment.apps.flatMap((app) => jobs.flatMap((job) => dueWindows(app, job, now)));
    const kept = lines.filter((line) => line.startsWith('timpush_ledger ')).length;
    const flaws = [
      ...(last <= first * 1.1 ? [] : [`the heap grew from ${first} to ${last} bytes`]),
      ...(left === 0 && kept >= due.length ? [] : [`${left} windows left, ${kept} kept of ${due.length}`]),
      ...rig.books.flawsOf(lines),
    ];
    return flaws.length > 0 ? flaws.join('; ') : undefined;
  } finally {
    await rig.close();
  }
}

async function linesOf(store: MemoryStore): Promise<string[]> {
  const names = ['total', 'platform'].flatMap((kind) => [`timpush_chat_${kind}_1h`, `timpush_chat_${kind}_1h_aged`]);
  const tables = [...names, 'timpush_ledger'].map(async (measurement) => {
    const points = await store.points({measurement, span: ALWAYS});
    return points.map(({time, tags, fields}) => lineOf(measurement, time, {...tags, ...fields}));
  });
  return (await Promise.all(tables)).flat();
}

export const outage = claimOfCases({
  name: 'outage',
  title: 'two days without the database: memory level, and afterwards everything is there',
  count: (short) => (short ? 1 : kinds.length),
  flaw,
});
