/** The middle of several measurements, and how far they lie apart. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  return {median, min: sorted[0]!, max: sorted.at(-1)!, rounds: sorted.length};
}

/** Repeats a round; a round measures its variants side by side, so that whatever else the machine does meets them all. */
export async function inRounds<T>(rounds: number, round: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let i = 0; i < rounds; i++) results.push(await round());
  return results;
}
