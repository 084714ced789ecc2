import {PointsRefusedError} from '../domain/errors.js';
import type {Point} from '../domain/point.js';

/** Line protocol can neither hold these in a tag nor escape them; a last backslash would swallow what follows. */
const UNWRITABLE_VALUE = /\p{Cc}|\\$/u;

/** In names a backslash is read in more than one way; a line that begins with # is a comment; `time` is dropped without a word. */
const UNWRITABLE_NAME = /\p{Cc}|\\|^#|^time$/u;

/** One line a point, times in seconds. A point that would be stored otherwise than it is, is refused with its whole batch. */
export function encode(points: readonly Point[]): string[] {
  return points.map((point) => {
    const flaw = flawOf(point);
    if (flaw) throw new PointsRefusedError(`${point.measurement}: ${flaw}`, points, {measurement: point.measurement});
    return lineOf(point);
  });
}

function lineOf({measurement, tags, fields, time}: Point): string {
  let head = measurement.replace(/[, ]/g, '\\$&');
  for (const key in tags) head += `,${escaped(key)}=${escaped(tags[key]!)}`;
  const body: string[] = [];
  for (const key in fields) body.push(`${escaped(key)}=${fieldValue(fields[key]!)}`);
  return `${head} ${body.join(',')} ${time}`;
}

function escaped(text: string): string {
  return text.replace(/[, =]/g, '\\$&');
}

function fieldValue(value: number | string): string {
  return typeof value === 'number' ? `${value}i` : `"${value.replace(/[\\"]/g, '\\$&')}"`;
}

function flawOf({measurement, tags, fields, time}: Point): string | undefined {
  if (!isName(measurement)) return 'the name of the measurement cannot be written';
  for (const key in tags) {
    if (!isName(key)) return `the name of tag ${key} cannot be written`;
    if (tags[key] === '') return `tag ${key} is empty`;
    if (UNWRITABLE_VALUE.test(tags[key]!))
      return `tag ${key} has a new line, a control character or a backslash at its end`;
  }
  if (!Number.isSafeInteger(time)) return 'time is not whole seconds';
  return fieldsFlaw(fields);
}

function fieldsFlaw(fields: Point['fields']): string | undefined {
  for (const key in fields) {
    const value = fields[key];
    if (!isName(key)) return `the name of field ${key} cannot be written`;
    if (typeof value !== 'string' && !Number.isSafeInteger(value)) return `field ${key} is not a safe integer`;
  }
  return Object.keys(fields).length === 0 ? 'there are no fields' : undefined;
}

function isName(text: string): boolean {
  return text !== '' && !UNWRITABLE_NAME.test(text);
}
