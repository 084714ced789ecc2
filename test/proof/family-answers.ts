import {brokenText, type Node} from './broken-tree.js';
import {pick, type Random} from './mutation.js';

const COUNTS = ['TotalCount', 'SentCount', 'DeliveredCount', 'ClickCount'];
const ARRAYS = ['ReadyToSendLoss', 'PostSendDeliveredLoss', 'PlatformReadyToSendLoss', 'PlatformPostSendDeliveredLoss'];
const ALL_KEYS = [
  ...COUNTS,
  ...ARRAYS,
  'Results',
  'PlatformStatistics',
  'PushPlatform',
  'EventType',
  'ErrCode',
  'ErrCount',
  'ErrInfo',
];

/** Codes of vendors, and some that are no code. */
const CODES = [
  '"-1"',
  '"-2"',
  '"400"',
  '"403"',
  '"410"',
  '"10302"',
  '"503"',
  '"1"',
  '"other"',
  '"é"',
  '""',
  '"a\\\\"',
  '7',
  '1e2',
  `"${'c'.repeat(65)}"`,
  '"UNREGISTERED"',
];
const TEXTS = [
  '""',
  '"BadDeviceToken"',
  '"reason: expiredprovidertoken."',
  '"no token"',
  'null',
  '"\\u001b[31mred\\n"',
  `"${'x'.repeat(300)}"`,
  '"😀"',
  '"xBadDeviceToken"',
];

function count(random: Random): string {
  return random() < 0.02 ? '9007199254740991' : String(Math.floor(10 ** (9 * random())));
}

function counts(random: Random): [string, Node][] {
  return COUNTS.map((key) => [key, count(random)]);
}

function times(most: number, random: Random, make: () => Node): Node {
  return {items: Array.from({length: Math.floor(random() * most)}, make)};
}

function channel(random: Random, events: boolean): [string, Node][] {
  const event: [string, Node][] = events ? [['EventType', String(Math.floor(random() * 4))]] : [];
  return [...event, ['PushPlatform', String(Math.floor(random() * 11))]];
}

function verdict(): [string, Node][] {
  return [
    ['ErrorCode', '0'],
    ['ErrorInfo', '""'],
    ['ActionStatus', '"OK"'],
  ];
}

/** Seldom there are more codes than are kept. */
function lossArrays(random: Random, events: boolean): [string, Node][] {
  const many = random() < 0.05;
  const code = () => (many ? `"${Math.floor(random() * 90)}"` : pick(random, CODES));
  return ARRAYS.map((key) => {
    const rows = times(many ? 150 : 5, random, () => ({
      members: [
        ...(key.startsWith('Platform')
          ? channel(random, events).map(([name, text]): [string, Node] => [name, many ? '2' : text])
          : []),
        ['ErrCode', code()],
        ['ErrCount', count(random)],
        ['ErrInfo', pick(random, TEXTS)],
      ],
    }));
    return [key, rows];
  });
}

/** The arrays may stand one level down. */
function nested(members: [string, Node][], random: Random): [string, Node][] {
  return random() < 0.2 ? [[pick(random, ['Loss', '', 'a b']), {members}]] : members;
}

/** Answers of the reports beside chat, by name. */
export const brokenAnswers: Readonly<Record<string, (random: Random) => string>> = {
  broadcast(random) {
    const result = taskResult('""', random);
    return brokenText({members: [...verdict(), ['Results', results(result, random)]]}, ALL_KEYS, random);
  },
  campaigns(random) {
    const tasks = times(5, random, () => taskResult(pick(random, ['"a"', '"b"', '"c"', '"batch_1"', '""']), random));
    return brokenText({members: [...verdict(), ['Results', tasks]]}, [...ALL_KEYS, 'TaskID'], random);
  },
  'chat-loss'(random) {
    return brokenText({members: [...verdict(), ...nested(lossArrays(random, false), random)]}, ALL_KEYS, random);
  },
  'broadcast-loss'(random) {
    const result: Node = {members: [['TaskID', '""'], ...nested(lossArrays(random, true), random)]};
    return brokenText({members: [...verdict(), ['Results', results(result, random)]]}, ALL_KEYS, random);
  },
};

function taskResult(taskId: string, random: Random): Node {
  const rows = times(6, random, () => ({members: [...channel(random, true), ...counts(random)]}));
  return {members: [['TaskID', taskId], ...counts(random), ['PlatformStatistics', rows]]};
}

function results(result: Node, random: Random): Node {
  return {items: random() < 0.05 ? [] : [result]};
}
