import {ContractError} from '../domain/errors.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Where a value stands in the body: worth putting into words only for an error. */
export type JsonPath = () => string;

export function readObject(value: unknown, place: JsonPath): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new ContractError(place(), value, 'an object');
}

/** A count is a non-negative safe integer; nothing is coerced. */
export function readCount(object: JsonObject, key: string, place?: JsonPath): number {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new ContractError(place ? `${place()}.${key}` : key, value, 'a count');
}

/** An array that may be missing. */
export function readArray(object: JsonObject, key: string): readonly unknown[] {
  const value = (Object.hasOwn(object, key) ? object[key] : undefined) ?? [];
  if (Array.isArray(value)) return value;
  throw new ContractError(key, value, 'an array');
}
