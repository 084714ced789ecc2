import {once} from 'node:events';
import {lstat, rm} from 'node:fs/promises';
import type {Server} from 'node:http';
import {newApp} from './app.js';
import {QuestionLimit} from './question-limit.js';
import {addActions, addPolls, addQuestions, type RouteDeps} from './routes.js';

/** The bytes of an address that fit into a socket's, without the NUL at its end. */
const LONGEST = 107;

export type LocalDeps = Pick<RouteDeps, 'routes' | 'polls' | 'actions' | 'limit' | 'log'>;

/**
 * Answers commands on this machine at a Unix socket, which only the user that runs the collector may open; so nobody has
 * to show a password. The caller holds the database beside it: a socket that is there already was left by a process that was killed, and is
 * replaced. Where none can be made the collector works on, and commands ask over HTTP. Resolves to a function that closes it.
 */
export async function startLocal(
  path: string,
  {routes = {}, polls = {}, actions = {}, limit = new QuestionLimit(), log}: LocalDeps,
): Promise<() => Promise<void>> {
  const app = newApp(log);
  try {
    if (Buffer.byteLength(path) > LONGEST) throw new Error(`its path is longer than ${LONGEST} bytes`);
    await removeStale(path);
    addQuestions(app, routes, limit);
    addPolls(app, polls);
    addActions(app, actions);
    await app.ready();
    await listen(app.server, path);
  } catch (error) {
    log.warn({path, reason: (error as Error).message}, 'no socket for commands: they ask over HTTP');
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

/** The socket is made within the call, so that no other file comes under the same mask, and nobody finds it open before. */
async function listen(server: Server, path: string): Promise<void> {
  const before = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  await once(server, 'listening');
}
