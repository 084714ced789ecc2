import {randomInt} from 'node:crypto';
import {once} from 'node:events';
import {createServer} from 'node:net';

/** Below those that the system gives to whoever asks for any, and to every connection that is made. */
const RANGE = [20_000, 30_000] as const;

/** A port of the loopback that was free a moment ago. */
export function freePort(): Promise<number> {
  return listenOnce(0);
}

/** The first of so many in a row. */
export async function freePorts(count: number): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const first = randomInt(...RANGE);
    const listened = await Promise.allSettled(Array.from({length: count}, (_, index) => listenOnce(first + index)));
    if (listened.every(({status}) => status === 'fulfilled')) return first;
  }
  throw new Error(`no ${count} ports in a row are free from ${RANGE.join(' to ')}`);
}

/** Resolves to the port; `wanted` 0: any. Rejects when somebody has it. */
async function listenOnce(wanted: number): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as {port: number};
  server.close();
  await once(server, 'close');
  return port;
}
