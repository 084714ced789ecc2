import {once} from 'node:events';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {buffer} from 'node:stream/consumers';
import {gunzipSync} from 'node:zlib';

/** A request on its way: before it is passed on, and after it was served but before its answer is handed back. */
export interface Passing {
  readonly phase: 'before' | 'after';
  readonly path: string;
  /** In clear. */
  readonly body: string;
}

/** What becomes of a request instead. */
export type Fault =
  | 'hang'
  | 'drop'
  | {readonly status: number; readonly headers?: Record<string, string>; readonly body: string};

/** Its answer, if any, is what the request meets; after the request was served, only `drop` still can be. */
export type Watcher = (passing: Passing) => Fault | undefined;

export interface Relay {
  readonly url: string;
  readonly port: number;
  /** Called twice for every request; replaces what was set before. */
  watch(watcher: Watcher): void;
  stop(): Promise<void>;
}

/** Stands in front of a server, and does to requests what its watcher wants. */
export async function startRelay(target: string, at = 0): Promise<Relay> {
  let watcher: Watcher = () => undefined;
  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const clear = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    const passing = {path: request.url!, body: String(clear)};
    const fault = watcher({...passing, phase: 'before'});
    if (fault === 'hang') return;
    if (fault === 'drop') return void request.socket.destroy();
    if (fault) return void response.writeHead(fault.status, fault.headers).end(fault.body);
    const answer = await fetch(new URL(request.url!, target), {
      method: request.method!,
      headers: onward(request),
      ...(request.method === 'POST' ? {body: new Uint8Array(body)} : {}),
    });
    const text = await answer.text();
    if (watcher({...passing, phase: 'after'}) === 'drop') return void request.socket.destroy();
    response.writeHead(answer.status, {'content-type': 'application/json'}).end(text);
  }

  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  }).listen(at, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as {port: number};
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    watch(next) {
      watcher = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function onward({headers}: IncomingMessage): Record<string, string> {
  const names = ['authorization', 'content-type', 'content-encoding'];
  return Object.fromEntries(names.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])));
}
