import {measurement} from '../domain/measurements.js';
import type {Store, SumQuery, SumRow} from '../domain/ports.js';
import type {EpochSeconds, Seconds, Span} from '../domain/window.js';
import {addedUpInTurns} from './added-up.js';
import {DayCache} from './day-cache.js';
import {DAY, dayOf, daysWithin, hullOf, slicesOf} from './utc-days.js';

/** In longer spans more would have to be remembered than there is room for. */
const LONGEST: Seconds = 62 * DAY;

/**
 * A day, with the edge of another beside it: comes well within a request's deadline, is not too much to hold, and is taken apart before
 * others have waited for long.
 */
const AT_ONCE: Seconds = 1.5 * DAY;

/** How many pieces are read at once: for each, InfluxDB keeps little more than one core busy. */
const LANES = 2;

/** One of those that are asked together. */
interface Question {
  readonly query: SumQuery & {readonly every: Seconds};
  readonly found: (readonly SumRow[])[];
}

/** A span for which these questions have no sums yet. */
interface Piece {
  readonly span: Span;
  readonly questions: readonly Question[];
}

type Stamps = ReadonlyMap<EpochSeconds, number>;

/**
 * A store's sums, of which whole days (UTC) are remembered for as long as the ledger says the same of them. A change of a day's points,
 * by this process or another, is recorded after it; so what was read under an old stamp is no longer used.
 */
export class SumCache {
  #days = new DayCache();

  constructor(private readonly store: Pick<Store, 'sums'>) {}

  /** What is being read comes too late to be remembered. */
  forget(): void {
    this.#days = new DayCache();
  }

  /** Questions about less than a day have nothing to remember; among the others they would cut days in two, which then are not either. */
  async sums(queries: readonly SumQuery[], gone?: AbortSignal): Promise<SumRow[][]> {
    const [short, long] = [queries.filter(isShort), queries.filter((query) => !isShort(query))];
    const [direct, remembered] = await Promise.all([
      short.length > 0 ? this.store.sums(short, gone) : [],
      long.length > 0 ? this.#remembered(long, gone) : [],
    ]);
    return queries.map((query) => (isShort(query) ? direct[short.indexOf(query)]! : remembered[long.indexOf(query)]!));
  }

  async #remembered(queries: readonly SumQuery[], gone?: AbortSignal): Promise<SumRow[][]> {
    // All fields for each: they lie in the same points, and the next question about another field finds it remembered.
    const fields = [...new Set(queries.flatMap((query) => query.fields))].sort();
    const questions = queries.map((query) => ({query: {...query, fields, every: query.every ?? DAY}, found: []}));
    if (!questions.every(({query}) => isMemorable(query))) return this.store.sums(queries, gone);
    const days = this.#days;
    const stamps = await this.#stamps(hullOf(queries.map(({span}) => span)));
    const pieces = recall(days, questions, stamps).values();
    const lane = async () => {
      // What one piece brings is remembered, even if another fails.
      for (const piece of pieces) {
        gone?.throwIfAborted();
        await this.#read(piece, stamps, days);
      }
    };
    await Promise.all(Array.from({length: LANES}, lane));
    const answers: SumRow[][] = [];
    for (const [i, {found}] of questions.entries()) answers.push(await addedUpInTurns(found, queries[i]!, gone));
    return answers;
  }

  /** Every new entry, and every newer one in an old one's place, makes the day's sum another. */
  async #stamps(span: Span): Promise<Stamps> {
    const fields = ['fetched_at'];
    const [rows] = await this.store.sums([{measurement: measurement.ledger, span, fields, by: [], every: DAY}]);
    return new Map(rows!.map(({time, fields: {fetched_at}}) => [time!, fetched_at!]));
  }

  async #read({span, questions}: Piece, stamps: Stamps, remembered: DayCache): Promise<void> {
    const answers = await this.store.sums(questions.map(({query}) => ({...query, span})));
    for (const [i, question] of questions.entries()) {
      const rows = answers[i]!;
      question.found.push(rows);
      const days = byDay(rows);
      for (const day of daysWithin(span)) {
        const stamp = stamps.get(day.start);
        const found = days.get(day.start) ?? [];
        // Points without a ledger entry may change unnoticed.
        if (stamp !== undefined || found.length === 0)
          remembered.remember(keyOf(question, day), {stamp: stamp ?? 0, rows: found});
      }
    }
  }
}

/** Finds what is remembered; of the rest, what the same questions lack in one go is one piece. */
function recall(remembered: DayCache, questions: readonly Question[], stamps: Stamps): Piece[] {
  const pieces: Piece[] = [];
  for (const span of slicesOf(questions.map(({query}) => query.span))) {
    const lacking: Question[] = [];
    for (const question of questions.filter(({query}) => contains(query.span, span))) {
      const rows = remembered.recall(keyOf(question, span), stamps.get(span.start) ?? 0);
      if (rows) question.found.push(rows);
      else lacking.push(question);
    }
    const last = pieces.at(-1);
    if (last && goTogether(last, {span, questions: lacking})) {
      pieces[pieces.length - 1] = {span: {start: last.span.start, end: span.end}, questions: lacking};
    } else if (lacking.length > 0) pieces.push({span, questions: lacking});
  }
  return pieces;
}

/** Nothing in the ledger tells when points of these change. */
const UNRECORDED: readonly string[] = [measurement.run, measurement.finding, measurement.check];

function isShort({span}: SumQuery): boolean {
  return daysWithin(span).length === 0;
}

function isMemorable({measurement: name, span, every}: Question['query']): boolean {
  return !UNRECORDED.includes(name) && span.end - span.start <= LONGEST && DAY % every === 0;
}

function keyOf({query}: Question, span: Span): string {
  return JSON.stringify({...query, span});
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function goTogether(piece: Piece, {span, questions}: Piece): boolean {
  const same = piece.questions.length === questions.length && piece.questions.every((each) => questions.includes(each));
  return same && piece.span.end === span.start && span.end - piece.span.start <= AT_ONCE;
}

function byDay(rows: readonly SumRow[]): Map<EpochSeconds, SumRow[]> {
  const days = new Map<EpochSeconds, SumRow[]>();
  for (const row of rows) {
    const start = dayOf(row.time!);
    const day = days.get(start);
    if (day) day.push(row);
    else days.set(start, [row]);
  }
  return days;
}
