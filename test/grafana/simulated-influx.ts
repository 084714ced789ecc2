import {panelsOf} from '../../grafana/source/checks/validate.js';
import type {Dashboard} from '../../grafana/source/dashboards/dashboard.js';
import type {Target} from '../../grafana/source/panels/panel.js';
import type {Point} from '../../src/domain/point.js';
import {openInflux} from '../../src/influx/influx-store.js';
import {influxDeps} from '../support/doubles/influx-deps.js';
import {createDatabase, startInfluxd} from '../support/servers/influxd.js';
import {influxQuery, type Series} from './influx-query.js';
import {ALL, interpolate, type Selection, type TimeRange} from './interpolation.js';
import {FROM, TO} from './simulated-push.js';

export type {Series} from './influx-query.js';

/** Whole days, which end a millisecond before midnight. */
const wholeDays: TimeRange = {from: FROM * 1000, to: TO * 1000 - 1};
const anything: Selection = {
  timezone: 'Asia/Shanghai',
  step: '1h',
  pushes: 'chat',
  app: ALL,
  platform: ALL,
  report: ALL,
  stage: ALL,
  class: ALL,
  final: '3d',
  age: '6h',
};

/** A real InfluxDB that holds the points, and what dashboards draw from it. */
export async function startSimulatedInflux(points: readonly Point[], range = wholeDays) {
  const influxd = await startInfluxd();
  const database = await createDatabase(influxd.url);
  const store = openInflux({version: 1, url: influxd.url, database: database.name}, influxDeps());
  await store.write(points);
  await store.close();

  const fill = (text: string, dashboard: Dashboard, selection: Selection = {}) =>
    interpolate(text, dashboard, {...anything, ...selection}, range);

  function ask(query: string, dashboard: Dashboard, selection?: Selection): Promise<Series[]> {
    return influxQuery(influxd.url, database.name, fill(query, dashboard, selection));
  }

  return {
    ask,
    fill,
    /** What the query of a panel draws: `10A` is the first of panel 10. */
    draw: (dashboard: Dashboard, name: string, selection?: Selection) =>
      ask(targetOf(dashboard, name).query, dashboard, selection),
    async stop() {
      await database.drop();
      await influxd.stop();
    },
  };
}

export type SimulatedInflux = Awaited<ReturnType<typeof startSimulatedInflux>>;

/** Every query of every panel. */
export function targetsOf(dashboard: Dashboard): {readonly name: string; readonly target: Target}[] {
  return panelsOf(dashboard).flatMap((panel) =>
    panel.targets.map((target) => ({name: `${panel.id}${target.refId}`, target})),
  );
}

function targetOf(dashboard: Dashboard, name: string): Target {
  const found = targetsOf(dashboard).find((each) => each.name === name);
  if (!found) throw new Error(`${dashboard.uid} has no query ${name}`);
  return found.target;
}

/** The only number of the only row; undefined where there is none. */
export function only(series: readonly Series[]): number | undefined {
  if (series.length > 1 || (series[0]?.values.length ?? 0) > 1) throw new Error('More than one row.');
  return series[0]?.values[0]?.[1] as number | undefined;
}

/** Numbers by the values of the tags. */
export function byTags(series: readonly Series[]): Record<string, number> {
  return Object.fromEntries(series.map((one) => [tagsOf(one), one.values[0]![1] as number]));
}

/** Numbers by tags and time, empty ones left out. */
export function overTime(series: readonly Series[]): Record<string, number> {
  const entries = series.flatMap((one) =>
    one.values.filter(([, value]) => value !== null).map(([time, value]) => [`${tagsOf(one)} ${time}`.trim(), value]),
  );
  return Object.fromEntries(entries);
}

/** Without the tags that chat does not have. */
const tagsOf = ({tags = {}}: Series) => Object.values(tags).filter(Boolean).join(' ');

/** Fields of the frames are floats in one of the two, integers in the other, and sums are not added in one order. */
export function rounded(numbers: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Math.round(value * 1e9) / 1e9]));
}
