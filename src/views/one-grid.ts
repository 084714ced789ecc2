import {type GridScope, jobOfMeasurement} from '../domain/grid.js';
import {tag} from '../domain/measurements.js';
import type {Point} from '../domain/point.js';
import type {Clock, Store, SumQuery, SumRow} from '../domain/ports.js';
import {addedUp} from '../domain/sums.js';
import type {Seconds, Span} from '../domain/window.js';
import {ForeignStarts, type Starts} from './foreign-starts.js';

/** So much is read at once where points have to be told apart. */
const AT_ONCE: Seconds = 4 * 86_400;

/** The store, but for its sums: those count one grid. What stands out is looked at closely, in sums. */
export function onOneGrid(store: Store, scope: GridScope, clock: Pick<Clock, 'elapsed'>): Store {
  return {
    write: (points, options) => store.write(points, options),
    points: (query) => store.points(query),
    sums: sumsOnOneGrid(store, scope, clock),
    ...(store.outliers && {outliers: (query, gone) => store.outliers!(query, gone)}),
    ...(store.outliersWithin !== undefined && {outliersWithin: store.outliersWithin}),
    ...(store.tables && {tables: store.tables}),
    latest: (query) => store.latest(query),
    inventory: (query, gone) => store.inventory(query, gone),
    remove: (query) => store.remove(query),
    retention: () => store.retention(),
    probe: (time) => store.probe(time),
    ping: () => store.ping(),
    close: () => store.close(),
  };
}

/**
 * Sums that count one grid: when the zone of an app, or what a step means, was changed, the windows of both grids lie in one measurement
 * and cover the same time. Apps that have no window of another grid in the span (so it is nearly always) are added up by the store.
 */
export function sumsOnOneGrid(
  store: Pick<Store, 'sums' | 'points'>,
  {jobs, apps}: GridScope,
  clock: Pick<Clock, 'elapsed'>,
): Store['sums'] {
  const starts = new ForeignStarts(store, apps, clock);
  const foreignTo = async ({measurement, tags, span}: SumQuery): Promise<Starts> => {
    const job = jobOfMeasurement(jobs, measurement, tags);
    return job ? starts.of(job, span) : new Map();
  };
  return async (queries, gone) => {
    // It is nearly always the answer, so nobody waits for the ledger first.
    const whole = store.sums(queries, gone);
    whole.catch(() => undefined);
    const foreign: Starts[] = [];
    // One after another: what one has read, the next finds remembered.
    for (const query of queries) foreign.push(await foreignTo(query));
    if (foreign.every(({size}) => size === 0)) return whole;
    const others = await store.sums(
      queries.map((query, i) => withoutApps(query, foreign[i]!)),
      gone,
    );
    return Promise.all(
      queries.map(async (query, i) => addedUp([...others[i]!, ...(await ownRows(store, query, foreign[i]!))], query)),
    );
  };
}

function withoutApps(query: SumQuery, foreign: Starts): SumQuery {
  if (foreign.size === 0) return query;
  return {...query, without: {...query.without, [tag.sdkAppId]: idsOf(foreign)}};
}

/** Of the apps that have windows of both grids, those of the present one. */
async function ownRows(store: Pick<Store, 'points'>, query: SumQuery, foreign: Starts): Promise<SumRow[]> {
  const {measurement, without, texts, fields} = query;
  const wanted = query.tags?.[tag.sdkAppId];
  const ids = idsOf(foreign).filter((id) => wanted === undefined || [wanted].flat().includes(id));
  if (ids.length === 0) return [];
  const tags = {...query.tags, [tag.sdkAppId]: ids};
  let rows: SumRow[] = [];
  for (const span of pieces(query.span)) {
    const points = await store.points({
      measurement,
      span,
      tags,
      ...(without && {without}),
      ...(texts && {texts}),
      fields,
    });
    const own = points.filter(({tags: of, time}) => !foreign.get(Number(of[tag.sdkAppId]))?.has(time));
    rows = addedUp([...rows, ...own.map((point) => rowOf(point, query))], query);
  }
  return rows;
}

function rowOf({tags, time, fields: values}: Point, {by, every, fields}: SumQuery): SumRow {
  return {
    tags: Object.fromEntries(by.map((name) => [name, tags[name]!])),
    ...(every !== undefined && {time: Math.floor(time / every) * every}),
    points: 1,
    fields: Object.fromEntries(fields.map((field) => [field, Number(values[field] ?? 0)])),
  };
}

function idsOf(foreign: Starts): string[] {
  return [...foreign.keys()].map(String);
}

function pieces({start, end}: Span): Span[] {
  const length = Math.ceil((end - start) / AT_ONCE);
  return Array.from({length}, (_, i) => ({start: start + i * AT_ONCE, end: Math.min(start + (i + 1) * AT_ONCE, end)}));
}
