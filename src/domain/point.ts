import type {EpochSeconds} from './window.js';

/**
 * One row of a measurement. Identity is measurement, all tags and time; writing the same identity again replaces it.
 * Every write carries the full set of tags and fields, because what is left out of an overwrite would keep its old value.
 */
export interface Point {
  readonly measurement: string;
  /** Never empty strings: a dropped tag would be another identity. */
  readonly tags: Readonly<Record<string, string>>;
  /** Numbers are safe integers; they are stored as 64-bit integers. */
  readonly fields: Readonly<Record<string, number | string>>;
  readonly time: EpochSeconds;
}

/** The same for equal tags, in whatever order they stand: a store gives them in an order of its own. */
export function keyOfTags(tags: Point['tags']): string {
  return JSON.stringify(Object.entries(tags).sort());
}

/** With the same fields; what is no number stays as it was. */
export function zeroed(point: Point): Point {
  const fields = Object.entries(point.fields).map(([name, value]) => [name, typeof value === 'number' ? 0 : value]);
  return {...point, fields: Object.fromEntries(fields)};
}
