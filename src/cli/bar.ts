/** How far a pass has come. */
export interface Pass {
  readonly done: number;
  readonly planned: number;
  readonly left: number;
  readonly retries: number;
  /** Calls a second. */
  readonly rate: string;
  readonly toGo: string;
}

const LONGEST = 40;
const SHORTEST = 8;

/** One line of at most so many columns: what matters least is left out first, and the bar takes what the words leave. */
export function barLine(pass: Pass, columns: number): string {
  const {done, planned, left, retries, rate, toGo} = pass;
  const windows = `${done}/${planned} windows`;
  const [words = `${done}/${planned}`] = [
    [windows, `${left} left`, `${rate} calls/s`, `${retries} retries`, `${toGo} to go`],
    [windows, `${rate} calls/s`, `${toGo} to go`],
    [windows, `${toGo} to go`],
    [windows],
  ]
    .map((parts) => parts.join(', '))
    .filter((text) => SHORTEST + 1 + text.length <= columns);
  const room = Math.min(LONGEST, columns - words.length - 1);
  return room < SHORTEST ? words.slice(0, columns) : `${bar(pass, room)} ${words}`;
}

function bar({done, planned}: Pass, length: number): string {
  const full = planned > 0 ? Math.min(length, Math.round((length * done) / planned)) : 0;
  return '='.repeat(full) + '-'.repeat(length - full);
}
