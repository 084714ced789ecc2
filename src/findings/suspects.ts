import {grouped} from '../domain/grouped.js';
import {type CountReport, countReports, measurement, TOTAL, tag} from '../domain/measurements.js';
import type {OutlierQuery, Outlying, Store} from '../domain/ports.js';
import {rateFields} from '../domain/rates.js';
import type {EpochSeconds, Span} from '../domain/window.js';
import type {Definition} from './definition.js';
import {definitions, mix} from './definitions.js';
import {HOUR} from './hourly-sums.js';
import type {ComparedAge} from './spans.js';

export interface SuspectQuery {
  readonly report: CountReport;
  /** What is compared. */
  readonly span: Span;
  /** What is judged begins here. */
  readonly since: EpochSeconds;
}

type LossDefinition = Extract<Definition, {readonly test: 'loss-share' | 'loss-growth'}>;
type CountDefinition = Exclude<Definition, LossDefinition>;
type Question = Omit<OutlierQuery, 'signs' | 'span' | 'since'> & {readonly sign: Outlying};

const DAY = 86_400;
const WEEK = 7 * DAY;
const STEP = '1h';
const BY = [tag.app, tag.platform];

/**
 * Apps of which a single hour or day stands out, by margins that are wider than those of the definitions; undefined: the store cannot
 * tell. What it does not name is as usual in every hour.
 */
export async function suspects(
  {report, span, since}: SuspectQuery,
  store: Pick<Store, 'outliers'>,
  gone?: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  if (!store.outliers) return undefined;
  const found = new Set<string>();
  const ofPlatforms = Object.values<Definition>(definitions).flatMap((definition) => questionsOf(definition, report));
  const all = [...ofPlatforms, ...mixQuestions(report)];
  // What is asked of the same points is asked at once.
  for (const [key, alike] of grouped(all, ({sign, ...of}) => JSON.stringify(of))) {
    gone?.throwIfAborted();
    const signs = alike.map(({sign}) => sign);
    // What is judged at the first hour lies up to a week before it.
    const query = {...(JSON.parse(key) as Omit<Question, 'sign'>), signs, span, since: since - WEEK};
    for (const tags of await store.outliers(query, gone)) found.add(tags[tag.app]!);
  }
  return found;
}

/** What is judged lies across two days, and its own day is part of what is usual. */
function mixQuestions(report: CountReport): Question[] {
  const [below, above] = [1 - MIXED * mix.points, 1 + MIXED * mix.points];
  const sign = {...rateFields[mix.rate], least: mix.minVolume / 2, below, above};
  return countsOf(report, mix.age).map((counts) => ({...counts, by: [tag.app], every: DAY, sign}));
}

/** Of a rate's points, in parts of the rate. */
const MIXED = 0.6;

/** Of final counts and of those at the definition's age; losses only grow, so that their final ones are enough. */
function questionsOf(definition: Definition, report: CountReport): Question[] {
  const {loss} = countReports[report];
  if (isOfLosses(definition))
    return [{...lossesOf(definition), measurement: loss(STEP), without: {[tag.platform]: [TOTAL]}}];
  const question = {by: BY, every: definition.over === 'hours' ? HOUR : DAY, sign: signOf(definition)};
  return countsOf(report, definition.age).map((counts) => ({...counts, ...question}));
}

/** Final ones, and those at an age. */
function countsOf(report: CountReport, age: ComparedAge): Pick<OutlierQuery, 'measurement' | 'tags'>[] {
  const name = countReports[report].platform(STEP);
  return [{measurement: name}, {measurement: measurement.aged(name), tags: {[tag.age]: age}}];
}

function isOfLosses(definition: Definition): definition is LossDefinition {
  return definition.test === 'loss-share' || definition.test === 'loss-growth';
}

/** What is judged lies across two hours or days, so that each of them shows half of it. */
function signOf(definition: CountDefinition): Outlying {
  switch (definition.test) {
    case 'drop': {
      const {rate, factor, least} = definition;
      const below = 1 - (1 - factor) / (definition.over === 'hours' ? 2 : 3);
      return {...rateFields[rate], least: ('volume' in least ? least.volume : least.expected) / 4, below};
    }
    case 'floor':
      return {...rateFields[definition.rate], least: definition.minVolume / 20, limit: definition.least + 0.1};
    case 'silence':
      return {part: 'sent', least: definition.usual / 8, below: 0.02};
    case 'no-receipts':
      return {...rateFields.delivery, least: definition.minVolume / 4, limit: 0.01};
  }
}

function lossesOf(definition: LossDefinition) {
  const counts = {part: 'count', least: definition.minLost / 2};
  if (definition.test === 'loss-share')
    return {by: BY, every: HOUR, tags: {[tag.class]: definition.class}, sign: counts};
  return {by: [...BY, tag.class], every: DAY, sign: {...counts, above: 1 + (definition.factor - 1) / 2.5}};
}
