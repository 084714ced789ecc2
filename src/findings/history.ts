import {type CountReport, countFields, countReports, measurement, TOTAL, tag} from '../domain/measurements.js';
import type {Store, SumQuery, SumRow} from '../domain/ports.js';
import {CELLS_AT_ONCE, turn} from '../domain/turn.js';
import type {Span} from '../domain/window.js';
import type {Channel, Column} from './columns.js';
import {HOUR, type Hour, HourlySums, hoursOf} from './hourly-sums.js';
import type {Facts} from './judge.js';
import {comparedAges} from './spans.js';

export interface HistoryQuery {
  readonly report: CountReport;
  readonly apps: readonly string[];
  readonly span: Span;
}

const STEP = '1h';

type Sources = Readonly<Record<'counts' | 'losses' | 'whole' | 'told', HourlySums<string> | undefined>>;

/** Counts and losses of some apps by the hour. */
export class History {
  readonly platforms = new Map<string, Channel>();
  readonly #sums = new Map<string, HourlySums<string>>();
  readonly #byChannel = new Map<Channel, Partial<Record<Column, Sources>>>();
  #last: {readonly tags: SumRow['tags']; readonly sums: HourlySums<string>} | undefined;
  /** What was read. */
  readonly hours: {readonly start: Hour; readonly end: Hour};

  constructor(
    readonly report: CountReport,
    span: Span,
  ) {
    this.hours = hoursOf(span);
  }

  /** Of hours before an hour. */
  facts(channel: Channel, column: Column, end: Hour): Facts {
    const {counts, losses, whole, told} = this.#sources(channel, column);
    return {
      count: (field, {from, to}) => counts?.sum(field, end - from, end - to) ?? 0,
      lost: ({from, to}, of) => losses?.sum(of, end - from, end - to) ?? 0,
      collected: ({from, to}) => whole?.sum('windows', end - from, end - to) ?? 0,
      told: ({from, to}) => told?.sum('told', end - from, end - to) ?? 0,
    };
  }

  /** Asked for hour by hour, so that it is looked up once. */
  #sources(channel: Channel, column: Column): Sources {
    const {app, platform} = channel;
    const own = this.#byChannel.get(channel) ?? {};
    this.#byChannel.set(channel, own);
    own[column] ??= {
      counts: this.#sums.get(keyOf('counts', column, app, platform)),
      losses: this.#sums.get(keyOf('losses', column, app, platform)),
      whole: this.#sums.get(keyOf('counts', column, app, TOTAL)),
      told: this.#sums.get(keyOf('losses', column, app, TOTAL)),
    };
    return own[column];
  }

  take(kind: 'counts' | 'losses', {tags, time, points, fields}: SumRow): void {
    const sums = this.#sumsOf(kind, tags);
    const hour = Math.floor(time! / HOUR);
    if (kind === 'losses') {
      sums.add(hour, 'told', fields.count!);
      sums.add(hour, tags[tag.class] ?? '', fields.count!);
      return;
    }
    sums.add(hour, 'windows', points);
    for (const field in fields) sums.add(hour, field, fields[field]!);
  }

  /** Rows come series by series, so that most have the tags of the one before. */
  #sumsOf(kind: 'counts' | 'losses', tags: SumRow['tags']): HourlySums<string> {
    if (this.#last?.tags === tags) return this.#last.sums;
    const [app, platform = TOTAL, column = 'final'] = [tags[tag.app]!, tags[tag.platform], tags[tag.age]];
    const key = keyOf(kind, column, app, platform);
    const sums = this.#sums.get(key) ?? new HourlySums(this.hours);
    this.#sums.set(key, sums);
    this.#last = {tags, sums};
    const channel = JSON.stringify([app, platform]);
    if (platform !== TOTAL && !this.platforms.has(channel)) this.platforms.set(channel, {app, platform});
    return sums;
  }
}

/** Reads a history; each question is about all of its apps at once. */
export async function readHistory(
  {report, apps, span}: HistoryQuery,
  store: Pick<Store, 'sums'>,
  gone?: AbortSignal,
): Promise<History> {
  const {total, platform, loss} = countReports[report];
  const history = new History(report, span);
  const both = (name: string, fields: readonly string[], by: readonly string[]): SumQuery[] => {
    const whole = {span, tags: {[tag.app]: apps}, fields, by: [tag.app, ...by], every: HOUR};
    const aged = {...whole, tags: {...whole.tags, [tag.age]: comparedAges}, by: [...whole.by, tag.age]};
    return [
      {...whole, measurement: name},
      {...aged, measurement: measurement.aged(name)},
    ];
  };
  const counts = [...both(total(STEP), ['total'], []), ...both(platform(STEP), countFields, [tag.platform])];
  const losses = both(loss(STEP), ['count'], [tag.platform, tag.class]);
  // Apart: what is asked together is asked for the same fields.
  for (const [kind, queries] of [
    ['counts', counts],
    ['losses', losses],
  ] as const) {
    for (const rows of await store.sums(queries, gone)) {
      for (const [i, row] of rows.entries()) {
        if (i % CELLS_AT_ONCE === 0) await turn(gone);
        history.take(kind, row);
      }
    }
  }
  return history;
}

function keyOf(kind: string, column: string, app: string, platform: string): string {
  return JSON.stringify([kind, column, app, platform]);
}
