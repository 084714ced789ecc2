import {code} from './code.js';
import type {Span} from './slot-parts.js';

const PATH = '/v4/timpush/';
const DAY = 86_400;

/** What the line and the query of a request say. */
export interface Target {
  readonly command: string;
  readonly sdkAppId: number | undefined;
  readonly identifier: string;
  readonly userSig: string;
  /** 0, or why the request is refused before anybody looks at its signature. */
  readonly code: number;
}

/** Reads the line of a request, refused or not, so that it can be logged. */
export function readTarget(method: string, requestUrl: string, isCommand: (name: string) => boolean): Target {
  const url = URL.canParse(requestUrl, 'http://simulator') ? new URL(requestUrl, 'http://simulator') : undefined;
  const path = url?.pathname ?? '';
  const query = url?.searchParams ?? new URLSearchParams();
  const target = {
    command: path.startsWith(PATH) ? path.slice(PATH.length) : path,
    sdkAppId: integer(query.get('sdkappid')),
    identifier: query.get('identifier') ?? '',
    userSig: query.get('usersig') ?? '',
  };
  if (method !== 'POST' || !path.startsWith('/v4/')) return {...target, code: code.badUrl};
  if (!isCommand(target.command)) return {...target, code: code.unknownCommand};
  return {...target, code: checkQuery(query, target)};
}

function checkQuery(query: URLSearchParams, target: Omit<Target, 'code'>): number {
  if (!query.get('sdkappid')) return code.noSdkAppId;
  const random = integer(query.get('random'));
  const complete = target.sdkAppId !== undefined && target.identifier !== '' && target.userSig !== '';
  const wellFormed = query.get('contenttype') === 'json' && random !== undefined && random < 2 ** 32;
  return complete && wellFormed ? code.ok : code.badQuery;
}

function integer(text: string | null): number | undefined {
  return text !== null && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/** What a body asks for, as far as it is a JSON object with numbers in it. */
export interface Asked {
  readonly start: number | undefined;
  readonly end: number | undefined;
  /** As far as they are a list of texts. */
  readonly taskIds: readonly string[] | undefined;
  /** All of its fields, as they came. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Undefined when the text is no JSON object. */
export function readBody(text: string): Asked | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const fields = value as Record<string, unknown>;
    const {StartTime, EndTime, TaskID} = fields;
    return {start: number(StartTime), end: number(EndTime), taskIds: texts(TaskID), fields};
  } catch {
    return undefined;
  }
}

const number = (value: unknown) => (typeof value === 'number' ? value : undefined);

const texts = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;

/** Which windows are answered. */
export interface WindowLimits {
  readonly longestDays: number;
  /** How long ago a window may have begun. */
  readonly keepDays: number;
}

/** The window asked for, or undefined where it breaks the rules. */
export function readWindow({start, end}: Asked, asOf: number, {longestDays, keepDays}: WindowLimits): Span | undefined {
  if (!isInstant(start) || !isInstant(end)) return undefined;
  const fits = end > start && end - start <= longestDays * DAY && start >= asOf - keepDays * DAY;
  return fits ? {start, end} : undefined;
}

const isInstant = (value: number | undefined): value is number => Number.isSafeInteger(value) && value! >= 0;
