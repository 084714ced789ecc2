/** `1 window`, `2 windows`, `1,234 windows`. */
export function numbered(count: number, noun: string, many = `${noun}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? noun : many}`;
}

/** The same in a sentence, up to its verb: `1 window is`, `2 windows are`. */
export function numberedAre(count: number, noun: string): string {
  return `${numbered(count, noun)} ${count === 1 ? 'is' : 'are'}`;
}
