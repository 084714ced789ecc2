import {ruleGroups} from '../../../grafana/source/rules/files.js';
import type {Point} from '../../../src/domain/point.js';
import type {SumQuery} from '../../../src/domain/ports.js';
import type {Span} from '../../../src/domain/window.js';
import {openInflux} from '../../../src/influx/influx-store.js';
import type {Series as InfluxSeries} from '../../../src/influx/series.js';
import {sumsOf} from '../../../src/influx/sums.js';
import {influxDeps} from '../../support/doubles/influx-deps.js';
import {createDatabase, startInfluxd} from '../../support/servers/influxd.js';
import {Alerts} from './alerts.js';
import {Collection, type Story, TICK} from './collection.js';
import {type Ask, evaluate, type Series, type Verdicts} from './evaluation.js';

export const rules = ruleGroups.flatMap((group) => group.rules);
/** A write request as large as the collector's. */
const BATCH = 5000;

export interface CollectorFixtureOptions {
  readonly stories: readonly Story[];
  readonly begin: number;
  /** While it lasts, no collector runs at all. */
  readonly stopped?: Span;
}

/** Collectors that fill a real InfluxDB as virtual time passes, and Grafana's judgement of what is in it. */
export async function startCollectorFixture({stories, begin, stopped}: CollectorFixtureOptions) {
  const influxd = await startInfluxd();
  const database = await createDatabase(influxd.url);
  const store = openInflux({version: 1, url: influxd.url, database: database.name}, influxDeps());
  const collections = stories.map((story, index) => new Collection(story, 1_400_000_001 + index, begin));
  const alerts = new Alerts();
  let written = begin - TICK;

  async function writeUntil(now: number): Promise<void> {
    const points: Point[] = [];
    for (; written + TICK <= now; written += TICK) {
      const tick = written + TICK;
      if (stopped && stopped.start <= tick && tick < stopped.end) continue;
      for (const collection of collections) points.push(...(await collection.tick(tick)));
      if (points.length > BATCH) await store.write(points.splice(0));
    }
    if (points.length > 0) await store.write(points);
  }

  const ask: Ask = async (queries) => {
    const body = new URLSearchParams({db: database.name, epoch: 's', q: queries.join(';')});
    const answer = await fetch(`${influxd.url}/query`, {method: 'POST', body});
    const {results} = (await answer.json()) as {results: {series?: Series[]; error?: string}[]};
    const failed = results.findIndex(({error}) => error);
    if (failed >= 0) throw new Error(`${results[failed]!.error}: ${queries[failed]}`);
    return results.map(({series = []}) => series);
  };

  return {
    alerts,
    ask,
    store,
    /** As the collector asks a store, and nothing is remembered of what virtual time has changed since. */
    reader: {
      sums: (queries: readonly SumQuery[]) =>
        sumsOf(queries, async (statement) => (await ask([statement]))[0] as unknown as InfluxSeries[]),
      points: store.points,
    },
    writeUntil,
    /** Lets time pass and Grafana look: what its rules come to. */
    async look(now: number): Promise<Verdicts> {
      await writeUntil(now);
      const verdicts = await evaluate(rules, now, ask, (rule) => alerts.isPending(rule));
      alerts.take(verdicts, now);
      return verdicts;
    },
    async stop() {
      await store.close();
      await database.drop();
      await influxd.stop();
    },
  };
}
