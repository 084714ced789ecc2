import {once} from 'node:events';
import {type AddressInfo, createServer, type Socket} from 'node:net';

export interface RawServer {
  readonly origin: string;
  /** One for each connection that was ever made. */
  readonly sockets: readonly Socket[];
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** A server on which every byte of an answer is the test's own. */
export async function startRawServer(onRequest: (socket: Socket) => void): Promise<RawServer> {
  const sockets: Socket[] = [];
  const requests: string[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const end = bytes.indexOf('\r\n\r\n') + 4;
      const length = Number(/content-length: (\d+)/i.exec(bytes.toString('latin1'))?.[1]);
      if (end < 4 || bytes.length < end + length) return;
      requests.push(bytes.toString());
      bytes = Buffer.alloc(0);
      onRequest(socket);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sockets,
    requests,
    async close() {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}

export function answer(body: string, status = '200 OK', headers = ''): string {
  return `HTTP/1.1 ${status}\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
