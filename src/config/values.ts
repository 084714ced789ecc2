import {validate as isCronLine} from 'node-cron';
import {isPlatformName, platformNames} from '../domain/measurements.js';
import {nearest} from '../domain/nearest.js';
import {display} from './display.js';
import {type JsonSchema, type Read, readable, Unfit} from './setting.js';

export function integer(min: number, max: number): Read<number> {
  return readable({type: 'integer', minimum: min, maximum: max}, (value) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return value;
    throw new Unfit(`is not a whole number from ${min} to ${max}`);
  });
}

export const flag = readable({type: 'boolean'}, (value) => {
  if (typeof value === 'boolean') return value;
  throw new Unfit('is neither true nor false');
});

/** Text of the given form; `form` completes "is not …". */
export function text(form = 'text on one line', pattern = /^[^\p{Cc}]*[^\p{Cc}\s][^\p{Cc}]*$/u): Read<string> {
  return readable(textSchema(pattern), (value) => {
    if (typeof value === 'string' && pattern.test(value)) return value;
    throw unquoted(value) ?? new Unfit(`is not ${form}`);
  });
}

/** Why a number or a truth value is not taken as the text: YAML reads 0010 as 10 and 1e3 as 1000, so what was written is lost. */
export function unquoted(value: unknown): Unfit | undefined {
  if (typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const kind = typeof value === 'number' ? 'a number' : 'a truth value';
  return new Unfit(`is read as ${kind}, and text belongs here: put it in quotes`, 'it');
}

export function textSchema(pattern: RegExp): JsonSchema {
  return {type: 'string', pattern: pattern.source};
}

export function oneOf<T extends string | number>(known: readonly T[], what: string): Read<T> {
  return readable({enum: known}, (value) => {
    const found = known.find((candidate) => candidate === value);
    if (found === undefined) throw new Unfit(`is not ${what}${meant(value, known)}; known: ${known.join(', ')}`);
    return found;
  });
}

/** Reads a platform's name as points have it. A name that no point has would be left out of nothing. */
export const platform = readable(
  {anyOf: [{enum: platformNames}, {type: 'string', pattern: '^platform_(9|[1-9]\\d+)$'}]},
  (value) => {
    if (typeof value === 'string' && isPlatformName(value)) return value;
    const others = `platform_${platformNames.length} and so on`;
    throw new Unfit(`is not a platform${meant(value, platformNames)}; known: ${platformNames.join(', ')}, ${others}`);
  },
);

function meant(value: unknown, known: readonly (string | number)[]): string {
  const near = typeof value === 'string' ? nearest(value, known.map(String)) : undefined;
  return near === undefined ? '' : `, was "${near}" meant?`;
}

export function listOf<T>(read: Read<T>): Read<T[]> {
  return readable({type: 'array', items: read.schema}, (value) => {
    if (!Array.isArray(value)) throw new Unfit('is not a list');
    return value.map((item) => itemOf(item, read));
  });
}

/** One value, or a list of values; none twice. */
export function oneOrMore<T>(read: Read<T>): Read<T[]> {
  const list = {type: 'array', items: read.schema, minItems: 1, uniqueItems: true};
  return readable({anyOf: [read.schema, list]}, (value) => {
    if (!Array.isArray(value)) return [read(value)];
    const list = listOf(read)(value);
    if (list.length === 0) throw new Unfit('without items leaves nothing to do');
    const twice = list.find((item, index) => list.indexOf(item) < index);
    if (twice !== undefined) throw new Unfit('stands there twice', display(twice));
    return list;
  });
}

/** Items that are read one by one later; at least one. */
export const items = readable({type: 'array', minItems: 1}, (value): unknown[] => {
  if (Array.isArray(value) && value.length > 0) return value;
  throw new Unfit(Array.isArray(value) ? 'without items leaves nothing to do' : 'is not a list');
});

/** Reads a name of the time zone database. An offset is not one: days are cut by a zone's clock changes. */
export const zone = readable(textSchema(/^[A-Za-z][\w+/-]*$/), (value) => {
  const refusal = new Unfit('is not an IANA time zone (an offset such as +08:00 is none)');
  if (typeof value !== 'string' || !/^[A-Za-z]/.test(value)) throw refusal;
  try {
    new Intl.DateTimeFormat('en', {timeZone: value});
    return value;
  } catch {
    throw refusal;
  }
});

/** Without user, query and fragment, as far as a pattern can tell. */
const ADDRESS = /^[Hh][Tt][Tt][Pp][Ss]?:[\\/]*[^\\/?#@\s]+([\\/][^?#\s]*)?$/;

/** Reads the address of a server, without credentials, and drops a slash at its end. */
export const webUrl = readable(textSchema(ADDRESS), (value) => {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  if (url?.username || url?.password) throw new Unfit('holds credentials, which have keys of their own', 'the URL');
  if (url && /^https?:$/.test(url.protocol) && !/[?#\s]/.test(String(value))) return String(value).replace(/\/+$/, '');
  const mayHoldSecret = /[@?#]/.test(String(value));
  throw new Unfit('is not an http or https URL without a query', mayHoldSecret ? 'the value' : undefined);
});

/** A path of letters, digits, . _ ~ and -, as far as a pattern can tell. */
const PAGE = /^[A-Za-z]+:[\\/]*[^\\/]+([\\/][\w.~-]+)*[\\/]*$/;

/** Reads the address of a page behind a proxy, as `webUrl` does. */
export const pageUrl = readable({...webUrl.schema, allOf: [{pattern: PAGE.source}]}, (value) => {
  const url = webUrl(value);
  if (/^(\/[\w.~-]+)*\/?$/.test(new URL(url).pathname)) return url;
  throw new Unfit('has a path of other characters than letters, digits, . _ ~ - and /');
});

export const cronLine = readable(textSchema(/^\s*(@\w+|\S+(\s+\S+){4,5})\s*$/), (value) => {
  if (typeof value === 'string' && isCronLine(value)) return value;
  throw new Unfit('is not a cron line (minute, hour, day, month, weekday; read in UTC)');
});

function itemOf<T>(item: unknown, read: Read<T>): T {
  try {
    return read(item);
  } catch (error) {
    throw error instanceof Unfit ? new Unfit(error.message, error.subject ?? display(item)) : error;
  }
}
