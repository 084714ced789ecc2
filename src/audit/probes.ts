import type {EpochSeconds, Seconds} from '../domain/window.js';
import type {Fact, Found, ProbeApi, Told} from './probe-api.js';

const HOUR: Seconds = 3600;
const DAY: Seconds = 24 * HOUR;

export interface Probe extends Pick<Fact, 'name' | 'question'> {
  measure(api: ProbeApi, now: EpochSeconds): Promise<Found>;
}

const PARTS = 12;
/** With so many pushes to be expected in the seconds between the parts, none at all is no accident any more. */
const ENOUGH = 5;

/** A day that ended two days ago, and its parts: where ends are inclusive, each second between two parts counts twice. */
async function inclusiveEnd(api: ProbeApi, now: EpochSeconds): Promise<Found> {
  const start = Math.floor(now / HOUR) * HOUR - 3 * DAY;
  const length = DAY / PARTS;
  const whole = totalOf(await api.chat(start, start + DAY));
  let parts = 0;
  for (let part = 0; part < PARTS; part += 1)
    parts += totalOf(await api.chat(start + part * length, start + (part + 1) * length));
  return inclusion({whole, parts, expected: (whole / DAY) * (PARTS - 1)});
}

/** `expected`: so many pushes in the seconds that might count twice. */
export function inclusion({
  whole,
  parts,
  expected,
}: {
  readonly whole: number;
  readonly parts: number;
  readonly expected: number;
}): Found {
  const sums = `a day has ${whole} sendable pushes, its ${PARTS} parts have ${parts}`;
  const excess = parts - whole;
  if (excess < 0 || excess > 10 * Math.max(1, expected))
    return {result: 'does not add up', answer: `${sums}: windows do not add up, whatever their ends`};
  if (excess > 0)
    return {result: 'inclusive', answer: `${sums}: the second in which a window ends counts in the next one, too`};
  if (expected >= ENOUGH) return {result: 'half-open', answer: `${sums}: the end of a window does not belong to it`};
  return {
    result: 'unclear',
    answer: `${sums}, too few for one in the ${PARTS - 1} seconds between the parts; try an app with more pushes`,
  };
}

function totalOf(told: Told): number {
  if ('refused' in told) throw new Error(`an ordinary window is refused with code ${told.refused}`);
  return told.counts.get('total') ?? 0;
}

type Span = (now: EpochSeconds) => readonly [start: EpochSeconds, end: EpochSeconds];

/** What the vendor says to a window that no report asks for. */
function answerTo(name: string, question: string, span: Span): Probe {
  return {name, question, measure: async (api, now) => verdict(await api.chat(...span(now)))};
}

function verdict(told: Told): Found {
  if ('refused' in told) return {result: `refused ${told.refused}`, answer: `refused with code ${told.refused}`};
  const total = told.counts.get('total') ?? 0;
  return {result: 'answered', answer: `answered, with ${total} sendable pushes`};
}

const BLANK = [
  ['an empty list', {TaskID: []}],
  ['no key', {}],
  ['a list of an empty text', {TaskID: ['']}],
] as const;

async function blankTaskId(api: ProbeApi, now: EpochSeconds): Promise<Found> {
  const found: string[] = [];
  const answered: string[] = [];
  for (const [form, more] of BLANK) {
    const told = await api.broadcasts(now - DAY, now, more);
    if (!('refused' in told)) answered.push(form);
    found.push(`${form}: ${verdict(told).answer}`);
  }
  return {result: answered.join(', ') || 'none', answer: found.join('; ')};
}

/** What the documents leave open, beside freshness, which takes time. */
export const probes: readonly Probe[] = [
  {name: 'inclusive-end', question: 'does the second in which a window ends belong to it?', measure: inclusiveEnd},
  answerTo('31-days', 'a window of 31 days', (now) => [now - 31 * DAY, now]),
  answerTo('31-days-ago', 'an hour, 31 days ago', (now) => [now - 31 * DAY, now - 31 * DAY + HOUR]),
  answerTo('future', 'an hour that is yet to come', (now) => [now + HOUR, now + 2 * HOUR]),
  answerTo('end-in-future', 'an hour that is half over', (now) => [now - HOUR / 2, now + HOUR / 2]),
  answerTo('backwards', 'a window that ends before it starts', (now) => [now, now - HOUR]),
  answerTo('nothing', 'a window that ends as it starts', (now) => [now - HOUR, now - HOUR]),
  {name: 'blank-task-id', question: 'how are all tasks asked for?', measure: blankTaskId},
];
