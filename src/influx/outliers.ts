import {grouped} from '../domain/grouped.js';
import type {OutlierQuery, Outlying} from '../domain/ports.js';
import {turn} from '../domain/turn.js';
import type {EpochSeconds, Seconds, Span} from '../domain/window.js';
import {identifier as id, selectSums, where} from './influxql.js';
import type {Series} from './series.js';
import {DAY} from './utc-days.js';

type Ask = (statement: string) => Promise<Series[]>;

const HOUR: Seconds = 3600;
/** So much is read at once: points of a thousand apps come well within a request's deadline and are taken apart before others have waited for long. */
const AT_ONCE = {points: 12 * HOUR, sums: 2 * DAY};

/**
 * Combinations of which a stretch stands out. InfluxDB compares no stretch with another, so they are handed over: parts of a day as points,
 * because InfluxDB takes five times as long to add them up; days as sums. Of what need only be large it tells the largest.
 */
export async function outliersOf(query: OutlierQuery, ask: Ask, gone?: AbortSignal): Promise<Record<string, string>[]> {
  const fields = [...new Set(query.signs.flatMap(({part, whole}) => (whole === undefined ? [part] : [part, whole])))];
  if (query.signs.every(isOnlyLarge)) return large(await ask(selectLargest(fields, query)), fields, query);
  const isOfDays = query.every >= DAY;
  const found = new Map<string, Compared>();
  for (const span of slicesOf(query.span, isOfDays ? AT_ONCE.sums : AT_ONCE.points)) {
    await turn(gone);
    const asked = {...query, fields, span};
    for (const series of await ask(isOfDays ? selectSums({...asked, every: query.every}) : selectValues(asked))) {
      const key = JSON.stringify(tagsOf(series, query));
      const own = found.get(key) ?? new Compared(query);
      found.set(key, own);
      own.take(series, fields);
    }
  }
  return [...found].flatMap(([key, own]) => (own.standsOut() ? [JSON.parse(key)] : []));
}

/** Cut at multiples of the length, so that no stretch is in two of them. */
function* slicesOf({start, end}: Span, length: Seconds): Generator<Span> {
  for (let from = start; from < end; ) {
    const to = Math.min((Math.floor(from / length) + 1) * length, end);
    yield {start: from, end: to};
    from = to;
  }
}

function tagsOf({tags = {}}: Series, {by}: OutlierQuery): Record<string, string> {
  return Object.fromEntries(by.map((name) => [name, tags[name]!]));
}

function selectValues(query: OutlierQuery & {readonly fields: readonly string[]}): string {
  const fields = query.fields.map(id).join(', ');
  return `SELECT ${fields} FROM ${id(query.measurement)} ${where(query)} GROUP BY ${query.by.map(id).join(', ')}`;
}

function selectLargest(fields: readonly string[], query: OutlierQuery): string {
  const span = {start: Math.max(query.span.start, query.since), end: query.span.end};
  const largest = fields.map((field) => `max(${id(field)}) AS ${id(field)}`).join(', ');
  return `SELECT ${largest} FROM ${id(query.measurement)} ${where({...query, span})} GROUP BY *`;
}

/** Whether all that are large enough stand out. */
function isOnlyLarge({whole, below, above, limit}: Outlying): boolean {
  return [whole, below, above, limit].every((each) => each === undefined);
}

/** No stretch has more than the largest points of its series together. */
function large(series: readonly Series[], fields: readonly string[], query: OutlierQuery): Record<string, string>[] {
  const together = grouped(series, (each) => JSON.stringify(tagsOf(each, query)));
  const most = (own: readonly Series[], part: string) =>
    own.reduce((sum, {values}) => sum + Number(values[0]?.[1 + fields.indexOf(part)] ?? 0), 0);
  const found = [...together].filter(([, own]) => query.signs.some(({part, least}) => most(own, part) >= least));
  return found.map(([key]) => JSON.parse(key));
}

/** Rows are ordered by time, and fields are their last columns. */
function* stretchesOf({values}: Series, fields: number, every: Seconds): Generator<{time: number; sums: number[]}> {
  let last: {time: number; sums: number[]} | undefined;
  for (const row of values) {
    const time = Math.floor(Number(row[0]) / every) * every;
    const own = row.slice(-fields).map(Number);
    if (last?.time === time) for (const [i, value] of own.entries()) last.sums[i]! += value;
    else {
      if (last) yield last;
      last = {time, sums: own};
    }
  }
  if (last) yield last;
}

/** Stretches of a time of day, as one sign sees them: sums of the part and the whole, and the bounds of what is judged and large enough. */
interface Phase {
  stretches: number;
  part: number;
  whole: number;
  lowest: number;
  highest: number;
}

/** The stretches of one combination. */
class Compared {
  /** By sign and time of day. */
  readonly #phases: Map<number, Phase>[];

  constructor(private readonly query: OutlierQuery) {
    this.#phases = query.signs.map(() => new Map());
  }

  take(series: Series, fields: readonly string[]): void {
    for (const {time, sums} of stretchesOf(series, fields.length, this.query.every)) {
      for (const [i, sign] of this.query.signs.entries()) {
        const whole = sign.whole === undefined ? undefined : sums[fields.indexOf(sign.whole)]!;
        this.#count(this.#phaseOf(i, time), sign, {time, part: sums[fields.indexOf(sign.part)]!, whole});
      }
    }
  }

  standsOut(): boolean {
    return this.query.signs.some((sign, i) => [...this.#phases[i]!.values()].some((phase) => isOutlying(sign, phase)));
  }

  #phaseOf(sign: number, time: EpochSeconds): Phase {
    const phases = this.#phases[sign]!;
    const key = Math.floor(time / this.query.every) % Math.max(1, DAY / this.query.every);
    const known = phases.get(key);
    if (known) return known;
    const bounds = {lowest: Number.POSITIVE_INFINITY, highest: Number.NEGATIVE_INFINITY};
    const phase = {stretches: 0, part: 0, whole: 0, ...bounds};
    phases.set(key, phase);
    return phase;
  }

  #count(phase: Phase, sign: Outlying, {time, part, whole}: {time: number; part: number; whole: number | undefined}) {
    phase.stretches += 1;
    phase.part += part;
    phase.whole += whole ?? 0;
    if (time < this.query.since || !(isOfUsual(sign) || (whole ?? part) >= sign.least)) return;
    const value = whole === undefined ? part : part / whole;
    phase.lowest = Math.min(phase.lowest, value);
    phase.highest = Math.max(phase.highest, value);
  }
}

function isOutlying(sign: Outlying, {stretches, part, whole, lowest, highest}: Phase): boolean {
  const {least, below, above, limit} = sign;
  const usual = sign.whole === undefined ? part / stretches : part / whole;
  if (isOfUsual(sign) ? usual < least : highest === Number.NEGATIVE_INFINITY) return false;
  if (below === undefined && above === undefined && limit === undefined) return true;
  // What is compared with nothing is not outlying.
  return (
    lowest < (below ?? 0) * usual || highest > (above ?? Number.POSITIVE_INFINITY) * usual || lowest < (limit ?? 0)
  );
}

/** Whether the usual must be large enough, and not the stretch. */
function isOfUsual({whole, below}: Outlying): boolean {
  return whole === undefined && below !== undefined;
}
