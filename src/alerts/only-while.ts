import type {Receiver} from './receivers.js';

/** The same receivers, who are told nothing while somebody else tells them. */
export function onlyWhile(tells: () => boolean, receivers: readonly Receiver[]): Receiver[] {
  return receivers.map((receiver) => ({
    name: receiver.name,
    tell: async (...told) => (tells() ? receiver.tell(...told) : 0),
  }));
}
