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

/** Never a prototype's. */
export function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
