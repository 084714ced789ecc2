import {type CountReport, countReports, measurement, TOTAL, tag} from '../domain/measurements.js';
import type {SumQuery} from '../domain/ports.js';
import {rateFields, type Sums} from '../domain/rates.js';
import type {EpochSeconds} from '../domain/window.js';
import {type Definition, sidesOf} from './definition.js';
import {definitions} from './definitions.js';
import {aroundWeekBefore, type ComparedAge, comparedAges, type Hours, visibleAfter} from './spans.js';

const STEP = '1h';
const HOUR = 3600;

const kinds = ['counts', 'losses', 'collected', 'told'] as const;

export type Kind = (typeof kinds)[number];

/** What a store is asked of all platforms at once. */
export interface Question {
  readonly kind: Kind;
  readonly age: ComparedAge;
  readonly hours: Hours;
  readonly query: SumQuery;
}

/** Each once, though several definitions ask it. */
export function questions(report: CountReport, now: EpochSeconds): Question[] {
  const found = new Map<number, Question>();
  const ask = (kind: Kind, age: ComparedAge, hours: Hours) => {
    const span = {start: before(now, age, hours.from), end: before(now, age, hours.to)};
    const query = queryOf(kind, report, {age, span});
    found.set(numberOf({kind, age, hours}), {kind, age, hours, query});
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
      return of(platform(STEP), countsAt(age), [tag.app, tag.platform]);
    case 'losses':
      return of(loss(STEP), ['count'], [tag.app, tag.platform, tag.class]);
    case 'collected':
      return of(total(STEP), ['total'], [tag.app]);
    case 'told':
      return of(loss(STEP), ['count'], [tag.app], {[tag.platform]: TOTAL});
  }
}

/** What the definitions of an age count. */
function countsAt(age: ComparedAge): (keyof Sums)[] {
  const all = Object.values<Definition>(definitions).filter((definition) => definition.age === age);
  return [...new Set(all.flatMap(countsOf))];
}

function countsOf(definition: Definition): (keyof Sums)[] {
  switch (definition.test) {
    case 'drop':
    case 'floor':
      return Object.values(rateFields[definition.rate]);
    case 'silence':
      return ['sent'];
    case 'no-receipts':
      return ['receipt_sent', 'receipt_delivered'];
    case 'loss-share':
      return definition.of === 'gap' ? ['total', 'sent', 'receipt_sent', 'receipt_delivered'] : ['total'];
    case 'loss-growth':
      return ['total'];
  }
}

/** Windows that start from here on belong to what ends so many hours before the newest window of the age. */
function before(now: EpochSeconds, age: ComparedAge, hours: number): EpochSeconds {
  return now - visibleAfter[age] * 60 - hours * HOUR;
}

/** A number, because a text would have to be made a hundred times for each platform. */
export function numberOf({kind, age, hours: {from, to}}: Omit<Question, 'query'>): number {
  return ((kinds.indexOf(kind) * comparedAges.length + comparedAges.indexOf(age)) * MOST + from) * MOST + to;
}

/** More hours than any question reaches back. */
const MOST = 1024;
