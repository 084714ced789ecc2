import {ContractError} from '../domain/errors.js';

export type JsonObject = Readonly<Record<string, unknown>>;

export function readObject(value: unknown, field: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new ContractError(field, value, 'an object');
}

/** A count is a non-negative safe integer; nothing is coerced. `at` is where the object stands in the body, for the error. */
export function readCount(object: JsonObject, key: string, at = ''): number {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new ContractError(at + key, value, 'a count');
}

/** An array that may be missing. */
export function readArray(object: JsonObject, key: string): readonly unknown[] {
  const value = (Object.hasOwn(object, key) ? object[key] : undefined) ?? [];
  if (Array.isArray(value)) return value;
  throw new ContractError(key, value, 'an array');
}
