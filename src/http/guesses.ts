import type {Clock} from '../domain/ports.js';

/** So many wrong passwords in a row … */
const BURST = 10;
/** … and from then on one in so long. */
const EVERY_MS = 3000;
/** Addresses that are remembered. */
const ROOM = 1000;

/**
 * Wrong passwords by the address that they come from. Who has made too many is not listened to for a while: no answer is held back, which
 * would cost us a connection, and nothing is compared, so that a right one among them tells nothing.
 */
export class Guesses {
  /** When as many wrong ones as there were would have come in their time; the latest last. */
  readonly #pastMs = new Map<string, number>();

  constructor(private readonly clock: Pick<Clock, 'elapsed'>) {}

  /** Until the address may try again; 0: now. */
  waitMs(address: string): number {
    const past = this.#pastMs.get(neighbours(address)) ?? 0;
    return Math.max(0, past - this.clock.elapsed() - (BURST - 1) * EVERY_MS);
  }

  wrong(address: string): void {
    const key = neighbours(address);
    const past = Math.max(this.#pastMs.get(key) ?? 0, this.clock.elapsed());
    this.#pastMs.delete(key);
    this.#pastMs.set(key, past + EVERY_MS);
    for (const oldest of this.#pastMs.keys()) {
      if (this.#pastMs.size <= ROOM) break;
      this.#pastMs.delete(oldest);
    }
  }
}

/** Who has one IPv6 address has the 2^64 beside it. */
function neighbours(address: string): string {
  const plain = address.replace(/^::ffff:/i, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail = ''] = plain.split('::');
  const groups = head.split(':').filter(Boolean);
  const rest = tail.split(':').filter(Boolean);
  const whole = plain.includes('::')
    ? [...groups, ...Array(8 - groups.length - rest.length).fill('0'), ...rest]
    : groups;
  return whole.slice(0, 4).join(':');
}
