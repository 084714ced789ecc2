import {namePrefix} from '../domain/measurements.js';
import type {Inventory, InventoryQuery} from '../domain/ports.js';
import type {EpochSeconds} from '../domain/window.js';
import {type Counting, selectCount, selectNewest} from './influxql.js';
import {type Series, toInventory} from './series.js';

/** Where a measurement has one of them, each of its points has it. To count one field takes a fraction of the time that all take. */
const CARRIED = ['fetched_at', 'total', 'count', 'ok', 'until'];

/** InfluxDB counts them in about a second. */
const MANY = 500_000;

export interface InventoryDeps {
  ask(statement: string): Promise<Series[]>;
  readonly now: EpochSeconds;
}

/** What is not wanted is not counted. */
export async function inventoryOf(
  {wanted, every}: InventoryQuery,
  deps: InventoryDeps,
  gone?: AbortSignal,
): Promise<Inventory[]> {
  const found: Inventory[] = [];
  for (const {name: measurement, values} of await deps.ask(`SHOW FIELD KEYS FROM /^${namePrefix}/`)) {
    const own = wanted(measurement);
    if (!own) continue;
    const field = CARRIED.find((name) => values.some(([key]) => key === name));
    for await (const part of counted({...own, measurement, field, every}, deps)) {
      found.push(...part);
      gone?.throwIfAborted();
    }
  }
  return found;
}

/**
 * Piece by piece, so that no answer is about all that was ever stored: what begins now or later first, and then further back in pieces
 * that are twice as long each time, until there are many points in one.
 */
async function* counted(counting: Counting, {ask, now}: InventoryDeps): AsyncGenerator<Inventory[]> {
  const {span, every} = counting;
  let end = span.end;
  let start = Math.floor(Math.min(now, end - 1) / every) * every;
  let length = every;
  while (end > span.start) {
    const piece = {start: Math.max(start, span.start), end};
    const part = (await ask(selectCount({...counting, span: piece}))).flatMap(toInventory);
    yield part;
    const points = part.reduce((sum, stretch) => sum + stretch.points, 0);
    // A long piece beyond a gap could be full.
    end = points > 0 ? start : await newestBefore(start, counting, ask);
    length = points === 0 ? every : points < MANY ? length * 2 : Math.max(length / 2, every);
    start = end - length;
  }
}

/** The end of the stretch that has the newest point before a time: to look for it ever further back takes less than to count. */
async function newestBefore(
  time: EpochSeconds,
  {span, every, ...what}: Counting,
  ask: InventoryDeps['ask'],
): Promise<EpochSeconds> {
  let end = time;
  for (let length = every; end > span.start; length *= 2) {
    const piece = {start: Math.max(end - length, span.start), end};
    const [newest] = await ask(selectNewest({...what, span: piece}));
    if (newest) return (Math.floor(Number(newest.values[0]![0]) / every) + 1) * every;
    end = piece.start;
  }
  return end;
}
