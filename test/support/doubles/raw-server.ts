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
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
      const end = text.indexOf('\r\n\r\n') + 4;
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1]);
      if (end < 4 || text.length < end + length) return;
      requests.push(text);
      text = '';
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
