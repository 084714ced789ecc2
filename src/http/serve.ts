import type {LocalDeps} from './local-socket.js';
import type {HttpServer, startHttp} from './server.js';

/** Loaded only when it is wanted: the server behind it is a good part of a start. */
export async function serve(...args: Parameters<typeof startHttp>): Promise<HttpServer> {
  const http = await import('./server.js');
  return http.startHttp(...args);
}

/** Gives what closes it; undefined: nobody is served there. */
export async function serveLocal(
  path: string | undefined,
  deps: LocalDeps,
): Promise<(() => Promise<void>) | undefined> {
  if (path === undefined) return undefined;
  const {startLocal} = await import('./local-socket.js');
  return startLocal(path, deps);
}
