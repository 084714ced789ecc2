import {once} from 'node:events';
import {readFile} from 'node:fs/promises';
import {connect} from 'node:net';
import path from 'node:path';
import {createServer} from 'node:tls';

/**
 * Signed by itself, good for a hundred years, for localhost, 127.0.0.1, api.example and influx.example. Its key is known to everybody:
 *   openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out certificate.pem -days 36500 \
 *     -subj '/CN=test only' -addext 'subjectAltName=DNS:localhost,DNS:api.example,DNS:influx.example,IP:127.0.0.1'
 */
export const CERTIFICATE = path.resolve('test/support/servers/tls/certificate.pem');
const KEY = path.resolve('test/support/servers/tls/key.pem');

/** TLS in front of a server of this machine that has none. */
export async function startTlsFront(target: string): Promise<{readonly port: number; stop(): Promise<void>}> {
  const [cert, key] = await Promise.all([readFile(CERTIFICATE), readFile(KEY)]);
  const sockets = new Set<{destroy(): unknown}>();
  const server = createServer({cert, key}, (socket) => {
    const inner = connect(Number(new URL(target).port), '127.0.0.1');
    sockets.add(socket.on('error', () => inner.destroy()));
    inner.on('error', () => socket.destroy());
    socket.pipe(inner).pipe(socket);
  });
  // A client that does not trust us leaves during the handshake.
  server.on('tlsClientError', () => undefined);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as {port: number}).port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
