import {classOf} from '../support/oracle/loss-classes.js';
import {type ExactJson, NumberText} from './exact-json.js';

/** What an answer says by the documents of the API: the fields that break the contract and, if none does, what has to be written. */
export interface Truth {
  readonly faults: ReadonlySet<string>;
  /** Each point as text, in any order. */
  readonly points: readonly string[];
}

const COUNTS = ['TotalCount', 'SentCount', 'DeliveredCount', 'ClickCount'];
const ARRAYS = ['ReadyToSendLoss', 'PostSendDeliveredLoss', 'PlatformReadyToSendLoss', 'PlatformPostSendDeliveredLoss'];
const PLATFORMS = ['unknown', 'apns', 'xiaomi', 'huawei', 'fcm', 'meizu', 'oppo', 'vivo', 'honor'];
const LARGEST = Number.MAX_SAFE_INTEGER;

/** What an answer says of several tasks: what breaks the contract as a whole and, by task id, what is said of each. */
export interface TasksTruth {
  readonly faults: ReadonlySet<string>;
  readonly tasks: ReadonlyMap<string, Truth>;
}

export function tasksTruth(answer: ExactJson): TasksTruth {
  const results = member(answer, 'Results');
  if (!Array.isArray(results)) return {faults: new Set(['Results']), tasks: new Map()};
  const faults = new Set<string>();
  const tasks = new Map<string, Truth>();
  for (const [index, result] of results.entries()) {
    const [at, taskId] = [`Results[${index}]`, textIn(member(result, 'TaskID'))];
    if (!(result instanceof Map)) faults.add(at);
    else if (taskId === undefined) faults.add(`${at}.TaskID`);
    else if (tasks.has(taskId)) tasks.set(taskId, {faults: new Set([`${at}.TaskID`]), points: []});
    else tasks.set(taskId, new Reading().statistics(result, at));
  }
  return {faults, tasks};
}

/** By the name of the report. */
export const truthOf: Readonly<Record<string, (answer: ExactJson) => Truth>> = {
  broadcast: (answer) => new Reading().broadcast(answer),
  'chat-loss': (answer) => new Reading().losses(answer, '', false),
  'broadcast-loss': (answer) => new Reading().broadcastLosses(answer),
};

/** How a point is told, whoever tells it. */
export function pointText(values: readonly (string | number)[]): string {
  return JSON.stringify(values);
}

interface Loss {
  readonly channel: readonly string[];
  readonly stage: string;
  readonly class: string;
  readonly code: string;
  readonly text: string;
  readonly count: number;
}

class Reading {
  readonly #faults = new Set<string>();

  broadcast(answer: ExactJson): Truth {
    const results = this.#results(answer);
    if (!results) return this.#truth([]);
    const [result] = results;
    if (result === undefined) return this.#truth([pointText(['', '', 0, 0, 0, 0])]);
    return result instanceof Map ? this.statistics(result, 'Results[0]') : this.#fault('Results[0]');
  }

  statistics(result: ExactJson, place: string): Truth {
    const totals = this.#counts(result, `${place}.`);
    const channels = new Map<string, number[]>();
    const list = `${place}.PlatformStatistics`;
    for (const [at, row] of this.#rows(result, 'PlatformStatistics', `${place}.`)) {
      const platform = platformText(this.#count(row, 'PushPlatform', at));
      const event = eventText(this.#count(row, 'EventType', at));
      const key = JSON.stringify([platform, event]);
      const sums = channels.get(key) ?? [0, 0, 0, 0];
      channels.set(
        key,
        this.#counts(row, at).map((count, index) => count + sums[index]!),
      );
    }
    const withReceipts = [...channels].filter(([key]) => !key.startsWith('["fcm"')).map(([, sums]) => sums);
    const receipts = [0, 1, 2, 3].map((index) => withReceipts.reduce((sum, sums) => sum + sums[index]!, 0));
    if ([...channels.values()].flat().some((sum) => sum > LARGEST)) this.#faults.add(list);
    if (receipts.some((sum) => sum > LARGEST)) this.#faults.add('PlatformStatistics');
    const rows = [...channels].map(([key, sums]) => pointText([...JSON.parse(key), ...sums]));
    return this.#truth([pointText(['', '', ...totals]), ...rows]);
  }

  broadcastLosses(answer: ExactJson): Truth {
    const results = this.#results(answer);
    if (!results || results.length === 0) return this.#truth([]);
    if (!(results[0] instanceof Map)) return this.#fault('Results[0]');
    return this.losses(results[0], 'Results[0]', true);
  }

  losses(body: ExactJson, at: string, events: boolean): Truth {
    const below = body instanceof Map ? [...body].filter(([, child]) => child instanceof Map) : [];
    const places = [[undefined, body] as const, ...below].filter(
      ([, place]) => place instanceof Map && ARRAYS.some((key) => place.has(key)),
    );
    if (places.length !== 1) return this.#fault(at || 'the answer');
    const [key, holder] = places[0]!;
    const path = [at, key === undefined ? '' : /^\w{1,40}$/.test(key) ? key : '…'].filter((part) => part !== '');
    const prefix = path.map((part) => `${part}.`).join('');
    const losses = ARRAYS.flatMap((array) =>
      this.#rows(holder as ExactJson, array, prefix).map(([place, row]) => this.#loss(array, row, place, events)),
    );
    const kept = groups(losses, ({stage, channel}) => [stage, channel]).flatMap(keptOf);
    const classes = groups(kept, (loss) => [loss.stage, loss.channel, loss.class]);
    if (classes.some((own) => own.reduce((sum, {count}) => sum + count, 0) > LARGEST)) this.#faults.add('ErrCount');
    return this.#truth(kept.map(textOf));
  }

  #loss(array: string, row: ExactJson, at: string, events: boolean): Loss {
    const split = array.startsWith('Platform');
    const stage = array.includes('Ready') ? 'ready' : 'sent';
    const platform = split ? platformText(this.#count(row, 'PushPlatform', at)) : 'total';
    const event = split && events ? eventText(this.#count(row, 'EventType', at)) : 'total';
    const count = this.#count(row, 'ErrCount', at);
    const said = this.#text(row, 'ErrCode', at, isSafe);
    const code = /^[\x20-\x7e]{1,64}$/.test(said) && !said.endsWith('\\') ? said : 'other';
    const info = member(row, 'ErrInfo') ?? null;
    const written = info === null ? '' : this.#text(row, 'ErrInfo', at, () => false);
    const text = code === 'other' ? '' : readable(written);
    const of = code === 'other' ? 'unknown' : classOf(stage, platform, code, text);
    return {channel: events ? [platform, event] : [platform], stage, class: of, code, text, count};
  }

  #results(answer: ExactJson): ExactJson[] | undefined {
    const results = member(answer, 'Results');
    if (Array.isArray(results) && results.length <= 1) return results;
    this.#faults.add('Results');
    return undefined;
  }

  /** Each with its place. */
  #rows(object: ExactJson, key: string, prefix: string): [string, ExactJson][] {
    const list = member(object, key) ?? null;
    if (list !== null && !Array.isArray(list)) this.#faults.add(prefix + key);
    return (Array.isArray(list) ? list : []).flatMap((row, index): [string, ExactJson][] => {
      const at = `${prefix}${key}[${index}]`;
      if (row instanceof Map) return [[`${at}.`, row]];
      this.#faults.add(at);
      return [];
    });
  }

  #counts(object: ExactJson, at: string): number[] {
    return COUNTS.map((key) => this.#count(object, key, at));
  }

  #count(object: ExactJson, key: string, at: string): number {
    const value = member(object, key);
    const count = value instanceof NumberText && /^-?\d+$/.test(value.text) ? (value.integer ?? -1) : -1;
    if (count < 0) this.#faults.add(at + key);
    return Math.max(0, count);
  }

  #text(object: ExactJson, key: string, at: string, allows: (value: NumberText) => boolean): string {
    const value = member(object, key);
    const text = textIn(value);
    if (text !== undefined) return text;
    if (value instanceof NumberText && allows(value)) return String(value.integer);
    this.#faults.add(at + key);
    return '';
  }

  #fault(field: string): Truth {
    this.#faults.add(field);
    return this.#truth([]);
  }

  #truth(points: readonly string[]): Truth {
    return {faults: this.#faults, points};
  }
}

function member(value: ExactJson, key: string): ExactJson | undefined {
  return value instanceof Map ? value.get(key) : undefined;
}

/** A number with a fraction or an exponent is the text that it was written as. */
function textIn(value: ExactJson | undefined): string | undefined {
  if (value instanceof NumberText && /[.eE]/.test(value.text)) return value.text;
  return typeof value === 'string' ? value : undefined;
}

function isSafe({integer}: NumberText): boolean {
  return integer !== undefined;
}

function platformText(number: number): string {
  return PLATFORMS[number] ?? `platform_${number}`;
}

function eventText(number: number): string {
  return ['event_0', 'offline', 'online'][number] ?? `event_${number}`;
}

/** On one line, of at most 200 characters, with nothing that a terminal would obey. */
function readable(text: string): string {
  return text
    .slice(0, 200)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
}

function groups<T>(items: readonly T[], keyOf: (item: T) => unknown): T[][] {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const key = JSON.stringify(keyOf(item));
    found.set(key, [...(found.get(key) ?? []), item]);
  }
  return [...found.values()];
}

/** Of one stage and channel: rows of one code added up, the fifty largest, and the others in one. */
function keptOf(losses: readonly Loss[]): Loss[] {
  const sums = groups(losses, (loss) => [loss.code, loss.class]).map((own): Loss => {
    return {...own[0]!, count: own.reduce((sum, {count}) => sum + count, 0)};
  });
  const named = sums.filter(({code}) => code !== 'other');
  named.sort((a, b) => b.count - a.count || (`${a.code} ${a.class}` < `${b.code} ${b.class}` ? -1 : 1));
  const others = [...named.splice(50), ...sums.filter(({code}) => code === 'other')];
  if (others.length === 0) return named;
  const count = others.reduce((sum, other) => sum + other.count, 0);
  return [...named, {...others[0]!, class: 'unknown', code: 'other', text: '', count}];
}

function textOf({channel, stage, class: of, code, text, count}: Loss): string {
  return pointText([...channel, stage, of, code, count, text]);
}
