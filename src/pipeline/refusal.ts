import {BeyondRetentionError, PointsRefusedError} from '../domain/errors.js';
import type {Point} from '../domain/point.js';

/** Why the database refuses this point, by the point's name. */
export function refusalOf(point: Point, error: PointsRefusedError): PointsRefusedError {
  const name = [point.measurement, ...Object.entries(point.tags).map(([key, value]) => `${key}=${value}`)].join(',');
  const Refusal = error instanceof BeyondRetentionError ? BeyondRetentionError : PointsRefusedError;
  return new Refusal(`the database refuses the point ${name} at ${point.time}: ${error.message}`, [point]);
}
