export type Random = () => number;

export function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)]!;
}

/** An object as it will be written: keys may repeat, values are JSON text. */
type Members = [key: string, text: string][];

interface Draft {
  readonly answer: Members;
  readonly rows: Members[];
  /** What is written in place of the rows, if anything. */
  list: string | undefined;
}

const COUNTS = ['TotalCount', 'SentCount', 'DeliveredCount', 'ClickCount'];
const NUMBERS = [
  '0',
  '-0',
  '1',
  '-1',
  '1.0',
  '1.5',
  '0.1',
  '1e3',
  '1E+2',
  '12e-1',
  '120e-1',
  '1e-400',
  '1e400',
  '-1e400',
  '0.99999999999999999999',
  '4503599627370497.5',
  '9007199254740990.5',
  '9007199254740991',
  '9007199254740992',
  '9007199254740993',
  '90071992547409910e-1',
  '18446744073709551615',
  '1e15',
  '1e22',
  '123456789.000000000000000001',
  `1${'0'.repeat(400)}`,
  `0.${'0'.repeat(400)}1`,
  '2147483648',
  '4294967296',
];
const OTHERS = [
  'null',
  'true',
  'false',
  '""',
  '"7"',
  '" 7 "',
  '"NaN"',
  '[]',
  '[7]',
  '[[7]]',
  '{}',
  '{"value":7}',
  '{"valueOf":7}',
  '"\\ud800"',
  '"\\u0000"',
  '"\u009b2J"',
  '{"__proto__":7}',
  '[null]',
  '"9007199254740993"',
  `"${'x'.repeat(200)}😀"`,
];
const NOT_JSON = [
  'NaN',
  'Infinity',
  '-Infinity',
  'undefined',
  '0x10',
  '01',
  '+1',
  '.5',
  '5.',
  '1_000',
  "'7'",
  '',
  '７',
  '1n',
];
/** Keys that nobody asked for. */
export const KEYS = [
  '__proto__',
  'constructor',
  'toString',
  'totalcount',
  'TotalCount ',
  '',
  'hasOwnProperty',
  'Extra',
  'length',
];
const PLATFORMS = [
  '9',
  '255',
  '65536',
  '9007199254740991',
  '-1',
  '1.5',
  '"1"',
  'null',
  '1e0',
  '[]',
  '4503599627370496.5',
];

/** JSON text of something that is mostly no count. */
export function value(random: Random): string {
  const kind = random();
  if (kind < 0.5) return pick(random, NUMBERS);
  if (kind < 0.85) return pick(random, OTHERS);
  if (kind < 0.98) return pick(random, NOT_JSON);
  const depth = Math.floor(10 ** (1 + 2 * random()));
  return '['.repeat(depth) + ']'.repeat(depth);
}

function draft(random: Random): Draft {
  const counts = (): Members => COUNTS.map((key) => [key, String(Math.floor(10 ** (9 * random())))]);
  const rows = Array.from({length: Math.floor(random() * 6)}, (): Members => {
    return [['PushPlatform', String(Math.floor(random() * 11))], ...counts()];
  });
  const verdict: Members = [
    ['ErrorCode', '0'],
    ['ErrorInfo', '""'],
    ['ActionStatus', '"OK"'],
  ];
  return {answer: [...verdict, ...counts()], rows, list: undefined};
}

type Mutation = (draft: Draft, random: Random) => void;

/** Any of the objects of the answer, and one of its members. */
function place({answer, rows}: Draft, random: Random): {object: Members; index: number} {
  const object = random() < 0.4 ? answer : pick(random, [answer, ...rows]);
  return {object, index: Math.floor(random() * object.length)};
}

const MUTATIONS: readonly Mutation[] = [
  (draft, random) => {
    const {object, index} = place(draft, random);
    if (object[index]) object[index][1] = value(random);
  },
  (draft, random) => {
    const {object, index} = place(draft, random);
    object.splice(index, 1);
  },
  (draft, random) => {
    const {object, index} = place(draft, random);
    object.splice(index, 0, [pick(random, [...KEYS, ...COUNTS]), value(random)]);
  },
  ({rows}, random) => {
    const row = pick(random, rows);
    if (row) rows.push(row.map(([key, text]) => [key, text]));
  },
  ({rows}, random) => {
    for (const member of pick(random, rows) ?? [])
      if (member[0] === 'PushPlatform') member[1] = pick(random, PLATFORMS);
  },
  (draft, random) => {
    draft.list = value(random);
  },
];

function written({answer, rows, list}: Draft, random: Random): string {
  const object = (members: Members) => `{${members.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(',')}}`;
  const platforms: Members = [['PlatformStatistics', list ?? `[${rows.map(object).join(',')}]`]];
  return object(random() < 0.1 ? [...platforms, ...answer] : [...answer, ...platforms]);
}

/** What may happen to the text on the way. */
const DAMAGES: readonly ((text: string, random: Random) => string)[] = [
  (text, random) => text.slice(0, random() * text.length),
  (text) => `\uFEFF${text}`,
  (text) => Buffer.from(text, 'utf16le').toString('utf8'),
  (text, random) =>
    spliced(text, random, pick(random, ['\ud800', '\u0000', '"', '}', ',', '\u2028', '1', '.', 'e', '-'])),
  (text, random) => spliced(text, random, '').slice(1),
  (text, random) => text + pick(random, [text, ' ', '\n', '\u00a0', '}', '\u0000']),
  (text, random) => `${pick(random, [' ', '\n\t', '\u00a0', ")]}'\n", '//'])}${text}`,
];

function spliced(text: string, random: Random, piece: string): string {
  const at = Math.floor(random() * text.length);
  return text.slice(0, at) + piece + text.slice(at + 1);
}

/** The text as it may arrive: as it was, or damaged. */
export function damaged(text: string, random: Random): string {
  return random() < 0.15 ? pick(random, DAMAGES)(text, random) : text;
}

/** A valid answer with nothing to a few things wrong in it. */
export function mutatedAnswer(random: Random): string {
  const broken = draft(random);
  for (let left = Math.floor(random() * 4); left > 0; left--) pick(random, MUTATIONS)(broken, random);
  return damaged(written(broken, random), random);
}
