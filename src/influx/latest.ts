import type {Point} from '../domain/point.js';
import type {Clock} from '../domain/ports.js';
import {ALL_TIME, type EpochSeconds, type Seconds} from '../domain/window.js';
import {selectLatest} from './influxql.js';
import {newestBy, type Series, toPoints} from './series.js';

export interface LatestDeps {
  ask(statement: string): Promise<Series[]>;
  readonly now: EpochSeconds;
  readonly clock: Pick<Clock, 'elapsed'>;
}

/** InfluxDB keeps a week in a shard, and looks into each shard for each series. */
const SHORTEST: Seconds = 7 * 86_400;
const FAST_MS = 500;
const SLOW_MS = 4000;
const LONGER = 8;

/**
 * The newest point of each combination of the tags. All that was ever stored is asked for in pieces, the newest first, which get longer
 * as long as they are answered fast: one answer about years of thousands of apps would not come in time.
 */
export async function latestOf(
  measurement: string,
  by: readonly string[],
  {ask, now, clock}: LatestDeps,
): Promise<Point[]> {
  let newest: Point[] = [];
  let length = SHORTEST;
  let [start, end] = [now - length, ALL_TIME.end];
  while (end > ALL_TIME.start) {
    const askedMs = clock.elapsed();
    const found = await ask(selectLatest(measurement, {start, end}));
    const tookMs = clock.elapsed() - askedMs;
    newest = newestBy([...newest, ...found.flatMap(toPoints)], by);
    if (tookMs < FAST_MS) length *= LONGER;
    else if (tookMs > SLOW_MS) length = Math.max(SHORTEST, length / 2);
    [start, end] = [Math.max(ALL_TIME.start, start - length), start];
  }
  return newest;
}
