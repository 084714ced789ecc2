/** The word that was most likely meant; undefined when none is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const near = known
    .map((candidate) => ({candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase())}))
    .filter(({candidate, distance}) => distance <= allowance(candidate));
  return near.sort((a, b) => a.distance - b.distance)[0]?.candidate;
}

/** For the end of a sentence that refuses the word: `, was “fcm” meant?`, or nothing. */
export function suggestion(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return meant === undefined ? '' : `, was “${meant}” meant?`;
}

/** In a word of three, two changes would make almost anything near. */
function allowance(word: string): number {
  return word.length < 4 ? 1 : Math.max(2, Math.floor(word.length / 4));
}

/** How many letters have to be put in, left out or replaced; two that change places count as one. */
function distance(a: string, b: string): number {
  const word = a.slice(0, 64);
  let before: number[] = [];
  let row = Array.from({length: b.length + 1}, (_, column) => column);
  for (let line = 1; line <= word.length; line += 1) {
    const next = [line];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = row[column - 1]! + (word[line - 1] === b[column - 1] ? 0 : 1);
      const swapped = word[line - 1] === b[column - 2] && word[line - 2] === b[column - 1];
      const changed = swapped ? before[column - 2]! + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(replaced, changed, row[column]! + 1, next[column - 1]! + 1));
    }
    before = row;
    row = next;
  }
  return row.at(-1)!;
}
