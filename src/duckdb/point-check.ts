import type {Point} from '../domain/point.js';
import type {FieldType, Table} from './table.js';

/** Seconds that fit into a TIMESTAMP, which counts microseconds in 64 bits. */
const MAX_TIME = 9e12;

/** Why the table cannot hold the point; undefined when it can. */
export function problemWith(point: Point, table: Table): string | undefined {
  if (!Number.isSafeInteger(point.time) || Math.abs(point.time) > MAX_TIME)
    return `the time ${point.time} is no instant`;
  return problemWithTags(point.tags, table) ?? problemWithFields(point.fields, table);
}

function problemWithTags(tags: Point['tags'], table: Table): string | undefined {
  const given = Object.keys(tags);
  if (given.length !== table.tags.length || !table.tags.every((tag) => Object.hasOwn(tags, tag))) {
    return `its tags are ${given.join(', ')}, those of the table ${table.tags.join(', ')}`;
  }
  const empty = table.tags.find((tag) => tags[tag] === '');
  return empty && `the tag ${empty} is empty`;
}

function problemWithFields(fields: Point['fields'], table: Table): string | undefined {
  const entries = Object.entries(fields);
  if (entries.length === 0) return 'it has no fields';
  const [name, value] = entries.find(([field, given]) => !fits(given, table.fields.get(field)!)) ?? [];
  if (name === undefined) return undefined;
  const expected = table.fields.get(name) === 'VARCHAR' ? 'a string' : 'a safe integer';
  return `the field ${name} is not ${expected}, got: ${JSON.stringify(value)?.slice(0, 80)}`;
}

function fits(value: unknown, type: FieldType): boolean {
  return type === 'VARCHAR' ? typeof value === 'string' : Number.isSafeInteger(value);
}
