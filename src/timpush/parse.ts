import {ContractError} from '../domain/errors.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Where a value stands in the body: worth putting into words only for an error. */
export type JsonPath = () => string;

/** Of a key below a place. */
export function pathOf(key: string, place?: JsonPath): JsonPath {
  return () => (place ? `${place()}.${key}` : key);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function readObject(value: unknown, place: JsonPath): JsonObject {
  if (isObject(value)) return value;
  throw new ContractError(place(), value, 'an object');
}

/** A count is a non-negative safe integer; nothing is coerced. */
export function readCount(object: JsonObject, key: string, place?: JsonPath): number {
  const value = own(object, key);
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new ContractError(pathOf(key, place)(), value, 'a count');
}

/** An array that may be missing. */
export function readArray(object: JsonObject, key: string, place?: JsonPath): readonly unknown[] {
  const value = own(object, key) ?? [];
  if (Array.isArray(value)) return value;
  throw new ContractError(pathOf(key, place)(), value, 'an array');
}

/** A text that may be missing. */
export function readText(object: JsonObject, key: string, place?: JsonPath): string {
  const value = own(object, key) ?? '';
  if (typeof value === 'string') return value;
  throw new ContractError(pathOf(key, place)(), value, 'a text');
}

/** Documented as a text in one place and as a number in another: it is a name and no count. */
export function readCode(object: JsonObject, key: string, place?: JsonPath): string {
  const value = own(object, key);
  if (typeof value === 'string') return value;
  if (Number.isSafeInteger(value)) return String(value);
  throw new ContractError(pathOf(key, place)(), value, 'a code');
}

/** Never a prototype's. */
export function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
