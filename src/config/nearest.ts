/** The word that was most likely meant; undefined when none is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const near = known
    .map((candidate) => ({candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase())}))
    .filter(({candidate, distance}) => distance <= allowance(candidate));
  return near.sort((a, b) => a.distance - b.distance)[0]?.candidate;
}

/** Two letters changing places count as two; in a word of three that would make almost anything near. */
function allowance(word: string): number {
  return word.length < 4 ? 1 : Math.max(2, Math.floor(word.length / 4));
}

/** Levenshtein: how many letters have to be put in, left out or replaced. */
function distance(a: string, b: string): number {
  let row = Array.from({length: b.length + 1}, (_, column) => column);
  for (const [index, letter] of [...a.slice(0, 64)].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= b.length; column++) {
      const replaced = row[column - 1]! + (letter === b[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[column]! + 1, next[column - 1]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}
