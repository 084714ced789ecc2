import {setTimeout as sleep} from 'node:timers/promises';

/** Resolves as soon as the condition holds; fails when it does not within the bound. */
export async function until(condition: () => boolean | Promise<boolean>, withinMs = 15_000): Promise<void> {
  for (const end = Date.now() + withinMs; !(await condition()); await sleep(5)) {
    if (Date.now() > end) throw new Error(`does not hold within ${withinMs} ms: ${condition}`);
  }
}
