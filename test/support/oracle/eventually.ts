import {setTimeout as sleep} from 'node:timers/promises';

/** Asks until the answer is neither false nor undefined, and gives it; a question that throws is asked again, too. */
export async function eventually<T>(
  ask: () => T | Promise<T>,
  withinMs = 30_000,
): Promise<Exclude<T, false | undefined>> {
  const deadline = performance.now() + withinMs;
  for (let last: unknown; ; await sleep(50)) {
    try {
      const answer = await ask();
      if (answer !== false && answer !== undefined) return answer as Exclude<T, false | undefined>;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${ask}`, {cause: last});
  }
}
