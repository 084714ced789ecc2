import type {DuckDBConnection} from '@duckdb/node-api';
import {PointsRefusedError} from '../domain/errors.js';
import type {Point} from '../domain/point.js';
import type {Log} from '../domain/ports.js';
import {writingError} from './duckdb-errors.js';
import {mergeInto} from './merge.js';
import {problemWith} from './point-check.js';
import {migrate, readTable, tableFor} from './table.js';

type Group = [Point, ...Point[]];

/** Writes all points or none; they are durable when it resolves. A failed transaction ends with its connection. */
export async function writeAll(connection: DuckDBConnection, points: readonly Point[], log?: Log): Promise<void> {
  try {
    await connection.run('BEGIN');
    for (const group of byMeasurement(points)) await writeGroup(connection, group, points, log);
    await connection.run('COMMIT');
  } catch (error) {
    throw writingError(error, points);
  }
}

async function writeGroup(
  connection: DuckDBConnection,
  group: Group,
  batch: readonly Point[],
  log?: Log,
): Promise<void> {
  const standing = await readTable(connection, group[0].measurement);
  const table = tableFor(group, standing);
  for (const point of group) {
    const objection = problemWith(point, table);
    if (objection) throw new PointsRefusedError(`A point of ${table.name} is refused: ${objection}`, batch);
  }
  await migrate(connection, standing, table);
  if (!standing) log?.info({table: table.name}, 'table created');
  await mergeInto(connection, table, group);
}

function byMeasurement(points: readonly Point[]): Iterable<Group> {
  const groups = new Map<string, Group>();
  for (const point of points) {
    const group = groups.get(point.measurement);
    if (group) group.push(point);
    else groups.set(point.measurement, [point]);
  }
  return groups.values();
}
