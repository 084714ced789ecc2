import {keyOfTags, type Point, zeroed} from '../domain/point.js';
import type {Context} from '../domain/report.js';

/** The points and, since overwriting never deletes, one of zeros for each that the store has of the window and this answer lacks. */
export function withZeros(points: readonly Point[], {stored = []}: Pick<Context, 'stored'>): readonly Point[] {
  if (stored.length === 0) return points;
  const written = new Set(points.map(identityOf));
  const vanished = stored.filter((point) => !written.has(identityOf(point)));
  return vanished.length > 0 ? [...points, ...vanished.map(zeroed)] : points;
}

function identityOf({measurement, tags, time}: Point): string {
  return `${measurement} ${time} ${keyOfTags(tags)}`;
}
