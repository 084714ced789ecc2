import {once} from 'node:events';
import {createServer, type IncomingMessage, request, type ServerResponse} from 'node:http';
import {connect, type Socket} from 'node:net';

/** A forward proxy as companies have them: `CONNECT` for https, whole addresses for http. Every name it is asked for is this machine. */
export interface ForwardProxy {
  readonly port: number;
  /** What was asked of it: `CONNECT host:port`, or method, address without its query, and the Host header. */
  readonly seen: readonly string[];
  stop(): Promise<void>;
}

/** With `credentials` (`user:password`), whoever does not give them gets 407. */
export async function startForwardProxy({credentials}: {credentials?: string} = {}): Promise<ForwardProxy> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const expected = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  const isWelcome = ({headers}: IncomingMessage) => !expected || headers['proxy-authorization'] === expected;

  function forward(asked: IncomingMessage, response: ServerResponse): void {
    const {origin, pathname, port, search} = new URL(asked.url!);
    seen.push(`${asked.method} ${origin}${pathname} for ${asked.headers.host}`);
    if (!isWelcome(asked)) return void response.writeHead(407).end();
    const {method, headers} = asked;
    const passed = request({host: '127.0.0.1', port, method, path: pathname + search, headers}, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    asked.pipe(passed);
  }

  function tunnel(asked: IncomingMessage, socket: Socket): void {
    seen.push(`CONNECT ${asked.url}`);
    if (!isWelcome(asked)) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const target = connect(Number(new URL(`http://${asked.url}`).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.pipe(target).pipe(socket);
    });
    socket.on('error', () => target.destroy()).on('close', () => target.destroy());
    target.on('error', () => socket.destroy());
  }

  const server = createServer(forward).on('connect', tunnel);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as {port: number}).port,
    seen,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
