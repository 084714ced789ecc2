/** Finalizer of MurmurHash3: a cheap 32-bit integer in which every bit depends on every bit of `value`. */
export function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** A text as such an integer; an empty one is 0. */
export function textHash(text: string): number {
  let hash = 0;
  for (const character of text) hash = mix(Math.imul(hash, 31) + character.codePointAt(0)!);
  return hash;
}

/** A seeded generator of numbers in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = mix(seed);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return (mix(state) >>> 0) / 2 ** 32;
  };
}

/** Two numbers in [0, 1) live in one hash. */
export const low = (hash: number): number => (hash & 0xffff) / 0x10000;
export const high = (hash: number): number => (hash >>> 16) / 0x10000;
