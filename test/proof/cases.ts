import {seededRandom} from '../../src/simulator/hash.js';
import type {Claim, ClaimOptions, Failure, Outcome} from './claim.js';

export type Random = () => number;

export interface CasesOf {
  readonly name: string;
  readonly title: string;
  /** How many cases each form has. */
  count(short: boolean): number;
  /** Resolves to what is wrong with the case, if anything. `index` chooses its kind, `random` all else. */
  flaw(index: number, random: Random): Promise<string | undefined>;
  /** What one case counts for; 1 unless given. */
  readonly weight?: number;
  /** So many cases go on side by side; 1 unless given. */
  readonly atOnce?: number;
  /** Begins what the cases share; given back, it is called at the end. */
  begin?(): Promise<() => Promise<unknown>>;
}

/** After this many failures the reason is plain. */
const ENOUGH_FAILURES = 10;

/** A claim of numbered cases, begun one after another; the seed of one is `<seed>.<index>`. */
export function claimOfCases({name, title, count, weight = 1, atOnce = 1, flaw, begin}: CasesOf): Claim {
  async function within<T>(work: () => Promise<T>): Promise<T> {
    const end = await begin?.();
    return work().finally(end);
  }
  const one = (seed: number, index: number) =>
    flaw(index, seededRandom(seed * 1_000_003 + index)).catch((error: Error) => `failed: ${error.stack ?? error}`);
  return {
    name,
    title,
    run: ({seed, short, progress}: ClaimOptions): Promise<Outcome> =>
      within(async () => {
        const failures: Failure[] = [];
        const of = count(short);
        let begun = 0;
        let tried = 0;
        const oneByOne = async () => {
          while (begun < of && failures.length < ENOUGH_FAILURES) {
            const index = begun++;
            const what = await one(seed, index);
            if (what) failures.push({seed: `${seed}.${index}`, what});
            progress(++tried, of);
          }
        };
        await Promise.all(Array.from({length: atOnce}, oneByOne));
        return {tried: tried * weight, failures};
      }),
    replay: (text) => {
      const [seed = 0, index = 0] = text.split('.').map(Number);
      return within(() => one(seed, index));
    },
  };
}
