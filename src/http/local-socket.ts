import {once} from 'node:events';
import {lstat, rm} from 'node:fs/promises';
import type {Server} from 'node:http';
import type {Log} from '../domain/ports.js';
import {newApp} from './app.js';
import {addQuestions, type RouteDeps} from './routes.js';

/** The bytes of an address that fit into a socket's, without the NUL at its end. */
const LONGEST = 107;

export interface LocalDeps extends Pick<RouteDeps, 'routes' | 'limit'> {
  readonly log: Log;
}

/**
 * Answers the questions of commands on this machine at a Unix socket, which only who runs the collector may open; so nobody has to show a
 * password. Whoever may open the database beside it alone is let here: what is left of a process that was killed is replaced. Without it
 * the collector works on, and commands ask over HTTP. Resolves to a function that closes it.
 */
export async function startLocal(path: string, deps: LocalDeps): Promise<() => Promise<void>> {
  const app = newApp(deps.log);
  try {
    if (Buffer.byteLength(path) > LONGEST) throw new Error(`its path is longer than ${LONGEST} bytes`);
    await removeStale(path);
    addQuestions(app, deps);
    await app.ready();
    await listen(app.server, path);
  } catch (error) {
    deps.log.warn({path, reason: (error as Error).message}, 'no socket for commands: they ask over HTTP');
  }
  return async () => {
    app.server.closeAllConnections();
    // It takes the file away, too.
    await new Promise((closed) => app.server.close(closed));
    await app.close();
  };
}

/** Another file is not ours to remove. */
async function removeStale(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (!found) return;
  if (!found.isSocket()) throw new Error('another file has its name');
  await rm(path);
}

/** It is made in this very call, so that nothing else is made under the same mask, and nobody finds it open in between. */
async function listen(server: Server, path: string): Promise<void> {
  const before = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  await once(server, 'listening');
}
