import type {LossClass} from '../domain/loss.js';
import {type CountReport, countFields, countReports, measurement, TOTAL, tag} from '../domain/measurements.js';
import type {Store, SumQuery, SumRow} from '../domain/ports.js';
import type {Sums} from '../domain/rates.js';
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

/** Counts and losses of some apps by the hour. */
export class History {
  readonly platforms = new Map<string, Channel>();
  readonly #sums = new Map<string, HourlySums<string>>();
  /** What was read. */
  readonly hours: {readonly start: Hour; readonly end: Hour};

  constructor(
    readonly report: CountReport,
    span: Span,
  ) {
    this.hours = hoursOf(span);
  }

  /** Its facts, of hours before an hour. */
  facts({app, platform}: Channel, column: Column, end: Hour): Facts {
    const counts = this.#sums.get(keyOf('counts', column, app, platform));
    const losses = this.#sums.get(keyOf('losses', column, app, platform));
    const whole = this.#sums.get(keyOf('counts', column, app, TOTAL));
    const told = this.#sums.get(keyOf('losses', column, app, TOTAL));
    const sum = (of: HourlySums<string> | undefined, field: string, from: number, to: number) =>
      of?.sum(field, end - from, end - to) ?? 0;
    return {
      sums: ({from, to}) =>
        Object.fromEntries(countFields.map((field) => [field, sum(counts, field, from, to)])) as unknown as Sums,
      lost: ({from, to}, of: LossClass) => sum(losses, of, from, to),
      collected: ({from, to}) => sum(whole, 'windows', from, to),
      told: ({from, to}) => sum(told, 'told', from, to),
    };
  }

  take(kind: 'counts' | 'losses', row: SumRow): void {
    const {tags, time, points, fields} = row;
    const [app, platform = TOTAL, column = 'final'] = [tags[tag.app]!, tags[tag.platform], tags[tag.age]];
    const key = keyOf(kind, column, app, platform);
    const sums = this.#sums.get(key) ?? new HourlySums(this.hours);
    this.#sums.set(key, sums);
    const lost = {told: fields.count!, [tags[tag.class] ?? '']: fields.count!};
    sums.add(Math.floor(time! / HOUR), kind === 'counts' ? {...fields, windows: points} : lost);
    if (platform !== TOTAL) this.platforms.set(JSON.stringify([app, platform]), {app, platform});
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
  const answers = await store.sums([...counts, ...losses], gone);
  for (const [i, rows] of answers.entries())
    for (const row of rows) history.take(i < counts.length ? 'counts' : 'losses', row);
  return history;
}

function keyOf(kind: string, column: string, app: string, platform: string): string {
  return JSON.stringify([kind, column, app, platform]);
}
