/** One key of the configuration: its default, its variable, its documentation and its check in one place. */
export interface Setting<T> {
  readonly doc: string;
  /** `null`: has to be given. `undefined`: may be left out. */
  readonly default: unknown;
  readonly env?: string;
  /** The value as it would be written in the file. */
  readonly example: string;
  readonly read: Read<T>;
  /** What people are shown of a value that may hold a secret. */
  readonly masked?: (value: unknown) => unknown;
}

/** A JSON Schema (2020-12), or a part of one. */
export type JsonSchema = {readonly [keyword: string]: unknown};

/** Turns what was written into what the program uses; throws Unfit. */
export interface Read<T> {
  (value: unknown): T;
  /** What of this a schema can say. It never refuses what is read. */
  readonly schema: JsonSchema;
}

export function readable<T>(schema: JsonSchema, read: (value: unknown) => T): Read<T> {
  return Object.assign((value: unknown) => read(value), {schema});
}

export interface Settings {
  readonly [key: string]: Setting<unknown> | Settings;
}

/** What settings read to. */
export type Values<S> = {readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : Values<S[K]>};

/** The same while problems may still turn up: a value that was refused is undefined. */
export type Draft<S> = {readonly [K in keyof S]: S[K] extends Setting<infer T> ? T | undefined : Draft<S[K]>};

/** A value that does not fit. The message goes on after the subject, which is the value itself unless that must not be shown. */
export class Unfit extends Error {
  constructor(
    message: string,
    readonly subject?: string,
  ) {
    super(message);
  }
}

type Written<T> = Pick<Setting<T>, 'doc' | 'env' | 'read' | 'masked'>;

/** A key that has to be given. */
export function required<T>(written: Written<T> & {example: string}): Setting<T> {
  return {...written, default: null};
}

/** A key that may be left out. */
export function optional<T>(written: Written<T> & {example: string}): Setting<T | undefined> {
  return {...written, default: undefined};
}

/** A key whose default suits most. */
export function defaulted<T>(written: Written<T> & {default: unknown}): Setting<T> {
  return {...written, example: String(written.default)};
}

export function isSetting(node: Setting<unknown> | Settings): node is Setting<unknown> {
  return typeof node.read === 'function';
}
