import {CAMPAIGNS, type CampaignRow} from '../../../src/domain/campaign.js';
import {CollectorError, ContractError, TransportError} from '../../../src/domain/errors.js';
import {platformName} from '../../../src/domain/measurements.js';
import type {Point} from '../../../src/domain/point.js';
import type {Context} from '../../../src/domain/report.js';
import {parseStep} from '../../../src/domain/window.js';
import {seededRandom} from '../../../src/simulator/hash.js';
import {campaigns} from '../../../src/timpush/campaigns.js';
import {chat} from '../../../src/timpush/reports/chat.js';
import {reports} from '../../../src/timpush/reports.js';
import {verdictOf} from '../../../src/timpush/verdict.js';
import type {Claim} from '../claim.js';
import {type ExactJson, NumberText, readExactly} from '../exact-json.js';
import {brokenAnswers} from '../family-answers.js';
import {pointText, type TasksTruth, type Truth, tasksTruth, truthOf} from '../family-truth.js';
import {mutatedAnswer} from '../mutation.js';

const context: Context = {
  app: {name: 'shop', sdkAppId: 1_400_000_001, timezone: 'Asia/Shanghai', withoutReceipts: ['fcm']},
  step: parseStep('1h')!,
  window: {start: 1_772_380_800, end: 1_772_384_400},
  refresh: [],
  fetchedAt: 1_772_400_000,
  previous: undefined,
};

export const badBodies: Claim = {
  name: 'bad-bodies',
  title: 'a broken answer is refused by its field, and no wrong number is taken',
  async run({seed, short, progress}) {
    const tried = short ? 50_000 : 2_000_000;
    const failures: {seed: string; what: string}[] = [];
    for (let index = 0; index < tried && failures.length < 20; index++) {
      const what = flawOf(bodyOf(seed, index));
      if (what) failures.push({seed: `${seed}.${index}`, what});
      if (index % 10_000 === 0) progress(index, tried);
    }
    return {tried, failures};
  },
  async replay(seed) {
    const [of = 0, index = 0] = seed.split('.').map(Number);
    const body = bodyOf(of, index);
    const what = flawOf(body);
    return what && `${what}\n${body.name}\n${body.text}`;
  },
};

interface Body {
  /** Of the report. */
  readonly name: string;
  readonly text: string;
}

/** Of nine bodies three are of chat, one of broadcasts, one of campaigns, and four tell losses. */
const turns = ['chat', 'chat', 'chat', 'broadcast', CAMPAIGNS, 'chat-loss', 'chat-loss', 'chat-loss', 'broadcast-loss'];

function bodyOf(seed: number, index: number): Body {
  const random = seededRandom(seed * 1_000_003 + index);
  const name = turns[index % turns.length]!;
  return {name, text: name === chat.name ? mutatedAnswer(random) : brokenAnswers[name]!(random)};
}

/** What is wrong with what the collector makes of the text. */
function flawOf({name, text}: Body): string | undefined {
  const answer = readExactly(text);
  try {
    const body = verdictOf(text);
    const told =
      name === CAMPAIGNS ? campaigns.read(body, context.app) : reports[name]!.transform(body, context).points;
    if (answer === undefined) return 'takes what is not JSON';
    if (told instanceof Map) return wrongTasks(told, tasksTruth(answer));
    const points = told as readonly Point[];
    return name === chat.name ? wrongNumber(points, answer) : wrongPoints(points, truthOf[name]!(answer));
  } catch (error) {
    return wrongRefusal(error, answer, (truth) => allFaults(name, truth));
  }
}

/** Of a whole answer. */
function allFaults(name: string, truth: ExactJson): ReadonlySet<string> {
  if (name === chat.name) return chatFaults(truth);
  return name === CAMPAIGNS ? tasksTruth(truth).faults : truthOf[name]!(truth).faults;
}

/** What is wrong with one task is told of that task, and of no other. */
function wrongTasks(told: ReturnType<typeof campaigns.read>, {faults, tasks}: TasksTruth): string | undefined {
  if (faults.size > 0) return `takes an answer with a bad ${[...faults].join(', ')}`;
  const unlike = [...told.keys()].some((taskId) => !tasks.has(taskId)) || told.size !== tasks.size;
  if (unlike) return `took tasks ${[...told.keys()]} for ${[...tasks.keys()]}`;
  return [...tasks].map(([taskId, truth]) => wrongTask(told.get(taskId)!, truth)).find((flaw) => flaw !== undefined);
}

function wrongTask(rows: readonly CampaignRow[] | ContractError, truth: Truth): string | undefined {
  if (rows instanceof ContractError)
    return truth.faults.has(rows.field) ? undefined : `blames ${rows.field}, wrong: ${[...truth.faults].join(', ')}`;
  const points = rows.map(({channel, counts}): Point => {
    return {measurement: '', tags: {...channel}, fields: {...counts}, time: 0};
  });
  return wrongPoints(points, truth);
}

function wrongPoints(points: readonly Point[], truth: Truth): string | undefined {
  if (truth.faults.size > 0) return `takes an answer with a bad ${[...truth.faults].join(', ')}`;
  const told = points.map(({tags: {platform = '', event = '', stage, class: of, code}, fields}) => {
    if (code === undefined) return pointText([platform, event, ...FIELDS.map((field) => fields[field]!)]);
    const channel = event === '' ? [platform] : [platform, event];
    return pointText([...channel, stage!, of!, code, fields.count!, fields.text!]);
  });
  const [is, should] = [told.sort().join('\n'), truth.points.toSorted().join('\n')];
  return is === should ? undefined : `took ${is} for ${should}`;
}

function wrongNumber(points: readonly Point[], truth: ExactJson): string | undefined {
  const faults = faultsOf(truth, exactly);
  if (faults.size > 0) return `takes an answer with a bad ${[...faults].join(', ')}`;
  const expected = new Map([['', countsOf(truth)]]);
  for (const row of rowsOf(truth)) {
    const platform = platformName(exactly(member(row, 'PushPlatform'))!);
    const before = expected.get(platform) ?? [0, 0, 0, 0];
    expected.set(
      platform,
      countsOf(row).map((count, index) => count + before[index]!),
    );
  }
  if ([...expected.values()].flat().some((count) => !Number.isSafeInteger(count)))
    return 'takes a sum that is not exact';
  const found = points.map(({tags, fields}) => [tags.platform ?? '', FIELDS.map((field) => fields[field])]);
  const [is, should] = [JSON.stringify(found), JSON.stringify([...expected])];
  return is === should ? undefined : `took ${is} for ${should}`;
}

function wrongRefusal(
  error: unknown,
  truth: ExactJson | undefined,
  faultsIn: (truth: ExactJson) => ReadonlySet<string>,
): string | undefined {
  if (!(error instanceof CollectorError)) return `crashes: ${error}`;
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(error.message))
    return `an unprintable message: ${JSON.stringify(error.message)}`;
  if (truth === undefined) return undefined;
  if (error instanceof TransportError) return hasVerdict(truth) ? `no verdict found: ${error.message}` : undefined;
  if (!(error instanceof ContractError)) return isOk(truth) ? `refused though OK: ${error.message}` : undefined;
  const faults = faultsIn(truth);
  if (faults.has(error.field) && error.message.startsWith(error.field)) return undefined;
  return `blames ${error.field}, wrong: ${[...faults].join(', ') || 'nothing'}: ${error.message}`;
}

function chatFaults(truth: ExactJson): Set<string> {
  const faults = faultsOf(truth, plainly);
  if (sums(truth).some((sum) => sum > Number.MAX_SAFE_INTEGER)) faults.add('PlatformStatistics');
  return faults;
}

const KEYS = ['TotalCount', 'SentCount', 'DeliveredCount', 'ClickCount'];
const FIELDS = ['total', 'sent', 'delivered', 'clicked'];

/** How a number is read: by what it denotes, or only when it is written in plain digits. */
type Reading = (value: ExactJson | undefined) => number | undefined;
const exactly: Reading = (value) => (value instanceof NumberText ? value.integer : undefined);
const plainly: Reading = (value) =>
  value instanceof NumberText && /^-?\d+$/.test(value.text) ? value.integer : undefined;

function member(value: ExactJson, key: string): ExactJson | undefined {
  return value instanceof Map ? value.get(key) : undefined;
}

function countsOf(value: ExactJson): number[] {
  return KEYS.map((key) => exactly(member(value, key)) ?? Number.NaN);
}

function rowsOf(truth: ExactJson): ExactJson[] {
  const rows = member(truth, 'PlatformStatistics');
  return Array.isArray(rows) ? rows : [];
}

/** Every field that breaks the contract. */
function faultsOf(truth: ExactJson, read: Reading): Set<string> {
  const faults = new Set<string>();
  const look = (value: ExactJson, keys: readonly string[], at: string) => {
    for (const key of keys) if (!((read(member(value, key)) ?? -1) >= 0)) faults.add(at + key);
  };
  look(truth, KEYS, '');
  const list = member(truth, 'PlatformStatistics') ?? null;
  if (list !== null && !Array.isArray(list)) faults.add('PlatformStatistics');
  for (const [index, row] of rowsOf(truth).entries()) {
    if (row instanceof Map) look(row, ['PushPlatform', ...KEYS], `PlatformStatistics[${index}].`);
    else faults.add(`PlatformStatistics[${index}]`);
  }
  return faults;
}

/** Of every count over all platforms; sums of fewer are no larger. */
function sums(truth: ExactJson): number[] {
  return KEYS.map((key) => rowsOf(truth).reduce((sum: number, row) => sum + (exactly(member(row, key)) ?? 0), 0));
}

function hasVerdict(truth: ExactJson): boolean {
  return typeof member(truth, 'ActionStatus') === 'string' && plainly(member(truth, 'ErrorCode')) !== undefined;
}

function isOk(truth: ExactJson): boolean {
  return member(truth, 'ActionStatus') === 'OK' && plainly(member(truth, 'ErrorCode')) === 0;
}
