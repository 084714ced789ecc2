import {randomInt} from 'node:crypto';
import {once} from 'node:events';
import {createServer} from 'node:net';

/** Below those that the system gives to whoever asks for any, and to every connection that is made. */
const RANGE = [20_000, 30_000] as const;

/** A port of the loopback that was free a moment ago. */
export function freePort(): Promise<number> {
  return portThatIsFree(0) as Promise<number>;
}

/** The first of so many in a row. */
export async function freePorts(count: number): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const first = randomInt(...RANGE);
    const ports = await Promise.all(Array.from({length: count}, (_, index) => portThatIsFree(first + index)));
    if (ports.every((port) => port !== undefined)) return first;
  }
  throw new Error(`no ${count} ports in a row are free from ${RANGE.join(' to ')}`);
}

/** Undefined: somebody has it. `wanted` 0: any. */
async function portThatIsFree(wanted: number): Promise<number | undefined> {
  const server = createServer().listen(wanted, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return undefined;
  }
  const {port} = server.address() as {port: number};
  server.close();
  await once(server, 'close');
  return port;
}
