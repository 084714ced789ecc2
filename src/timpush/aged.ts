import type {Age} from '../domain/coverage.js';
import {measurement, tag} from '../domain/measurements.js';
import type {Point} from '../domain/point.js';
import type {Context} from '../domain/report.js';
import type {Seconds} from '../domain/window.js';

const HOUR: Seconds = 3600;

/**
 * The points and, for every refresh age that this fetch is the first to reach, a copy that keeps the counts as they were at that age:
 * of each point, unless others are to be kept.
 * A fetch that comes much later than an age does not show the counts of that age: no copy then. Nor is there one of an answer that is
 * newer than our clock knows.
 */
export function withAged(points: readonly Point[], context: Context, kept = points): readonly Point[] {
  const aged = agesReached(context).flatMap((age) =>
    kept.map(({measurement: name, tags, fields, time}) => {
      return {measurement: measurement.aged(name), tags: {...tags, [tag.age]: age.name}, fields, time};
    }),
  );
  return aged.length > 0 ? [...points, ...aged] : points;
}

function agesReached({window, refresh, fetchedAt, previous, clockLead = 0}: Context): Age[] {
  if (clockLead < 0) return [];
  const counts = previous?.outcome === 'ok' && previous.fetchedAt <= fetchedAt;
  const before = counts ? previous.fetchedAt : Number.NEGATIVE_INFINITY;
  return refresh.filter(({seconds}) => {
    const reachedAt = window.end + seconds;
    return before < reachedAt && reachedAt <= fetchedAt && fetchedAt <= reachedAt + Math.max(HOUR, seconds / 4);
  });
}
