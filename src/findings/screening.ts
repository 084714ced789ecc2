import type {LossClass} from '../domain/loss.js';
import {type CountReport, countFields, countReports, measurement, TOTAL, tag} from '../domain/measurements.js';
import type {Store, SumQuery, SumRow} from '../domain/ports.js';
import {turn} from '../domain/turn.js';
import type {EpochSeconds} from '../domain/window.js';
import {type Definition, sidesOf} from './definition.js';
import {definitions, mix} from './definitions.js';
import {type Facts, judge} from './judge.js';
import {appsMovedByMix} from './mix.js';
import {aroundWeekBefore, type ComparedAge, type Hours, visibleAfter} from './spans.js';

/** A definition that holds for a platform of an app. */
export interface Sign {
  readonly definition: Definition;
  readonly app: string;
  readonly platform: string;
  readonly class: LossClass | null;
}

const STEP = '1h';
const HOUR = 3600;
/** So many platforms of apps are judged before others have their turn. */
const AT_ONCE = 2000;

/**
 * What holds at an instant of counts of a report, judged of aged points as Grafana's rules judge them. Only sums are read, so that a
 * thousand apps are some ten thousand rows a question.
 */
export async function signsAt(
  now: EpochSeconds,
  report: CountReport,
  store: Pick<Store, 'sums'>,
  gone?: AbortSignal,
): Promise<Sign[]> {
  return signsIn(await screened(now, report, store, gone), gone);
}

/** Apps of which anything holds at an instant. */
export async function appsInQuestion(...asked: Parameters<typeof signsAt>): Promise<string[]> {
  const found = await screened(...asked);
  const signs = await signsIn(found, asked[3]);
  const mixed = appsMovedByMix(found.platforms.values(), (...of) => found.facts(mix.age, ...of));
  return [...new Set([...signs.map(({app}) => app), ...mixed])];
}

async function screened(...[now, report, store, gone]: Parameters<typeof signsAt>): Promise<Screened> {
  const found = new Screened();
  // Apart by kind: what is asked together is asked for the same fields.
  for (const kind of kinds) {
    const asked = questions(report, now).filter((question) => question.kind === kind);
    const queries = asked.map(({query}) => query);
    for (const [i, rows] of (await store.sums(queries, gone)).entries()) found.take(keyOf(asked[i]!), rows);
  }
  return found;
}

async function signsIn(found: Screened, gone: AbortSignal | undefined): Promise<Sign[]> {
  const signs: Sign[] = [];
  for (const [index, [app, platform]] of [...found.platforms.values()].entries()) {
    if (index % AT_ONCE === 0) await turn(gone);
    for (const definition of Object.values(definitions)) {
      const verdict = judge(definition, found.facts(definition.age, app, platform)) ?? [];
      signs.push(...verdict.map((each) => ({definition, app, platform, class: each})));
    }
  }
  return signs;
}

const kinds = ['counts', 'losses', 'collected', 'told'] as const;

type Kind = (typeof kinds)[number];

interface Question {
  readonly kind: Kind;
  readonly age: ComparedAge;
  readonly hours: Hours;
  readonly query: SumQuery;
}

/** Each once, though several definitions ask it. */
function questions(report: CountReport, now: EpochSeconds): Question[] {
  const found = new Map<string, Question>();
  const ask = (kind: Kind, age: ComparedAge, hours: Hours) => {
    const span = {start: before(now, age, hours.from), end: before(now, age, hours.to)};
    const query = queryOf(kind, report, {age, span});
    found.set(keyOf({kind, age, hours}), {kind, age, hours, query});
  };
  for (const definition of Object.values(definitions)) {
    const {age, test} = definition;
    const {now: own, usual} = sidesOf(definition);
    for (const hours of [own, ...usual]) ask('counts', age, hours);
    if (test === 'silence') ask('collected', age, own);
    if (test === 'loss-share') ask('losses', age, own);
    if (test !== 'loss-growth') continue;
    for (const hours of [own, ...usual]) ask('losses', age, hours);
    ask('told', age, aroundWeekBefore);
  }
  return [...found.values()];
}

function queryOf(kind: Kind, report: CountReport, {age, span}: {age: ComparedAge; span: SumQuery['span']}): SumQuery {
  const {total, platform, loss} = countReports[report];
  const of = (name: string, fields: readonly string[], by: readonly string[], tags = {}): SumQuery => {
    return {measurement: measurement.aged(name), span, tags: {[tag.age]: age, ...tags}, fields, by};
  };
  switch (kind) {
    case 'counts':
      return of(platform(STEP), countFields, [tag.app, tag.platform]);
    case 'losses':
      return of(loss(STEP), ['count'], [tag.app, tag.platform, tag.class]);
    case 'collected':
      return of(total(STEP), ['total'], [tag.app]);
    case 'told':
      return of(loss(STEP), ['count'], [tag.app], {[tag.platform]: TOTAL});
  }
}

/** Windows that start from here on belong to what ends so many hours before the newest window of the age. */
function before(now: EpochSeconds, age: ComparedAge, hours: number): EpochSeconds {
  return now - visibleAfter[age] * 60 - hours * HOUR;
}

/** The answers, to be looked up. */
class Screened {
  readonly platforms = new Map<string, readonly [app: string, platform: string]>();
  readonly #rows = new Map<string, SumRow>();

  take(question: string, rows: readonly SumRow[]): void {
    for (const row of rows) {
      const {[tag.app]: app, [tag.platform]: platform, [tag.class]: of} = row.tags;
      this.#rows.set(rowKey(question, app, platform, of), row);
      if (platform !== undefined && platform !== TOTAL)
        this.platforms.set(JSON.stringify([app, platform]), [app!, platform]);
    }
  }

  facts(age: ComparedAge, app: string, platform: string): Facts {
    const row = (kind: Kind, hours: Hours, ...rest: (string | undefined)[]) =>
      this.#rows.get(rowKey(keyOf({kind, age, hours}), app, ...rest));
    return {
      count: (field, hours) => row('counts', hours, platform, undefined)?.fields[field] ?? 0,
      lost: (hours, of) => row('losses', hours, platform, of)?.fields.count ?? 0,
      collected: (hours) => row('collected', hours, undefined, undefined)?.points ?? 0,
      told: (hours) => row('told', hours, undefined, undefined)?.fields.count ?? 0,
    };
  }
}

/** Looked up a hundred times for each platform; no name has a line break. */
function rowKey(...names: readonly (string | undefined)[]): string {
  return names.join('\n');
}

function keyOf({kind, age, hours}: Omit<Question, 'query'>): string {
  return `${kind} ${age} ${hours.from} ${hours.to}`;
}
