import {once} from 'node:events';
import {createServer, type IncomingHttpHeaders} from 'node:http';
import type {AddressInfo} from 'node:net';
import {gunzipSync} from 'node:zlib';

/** What was sent, as it came. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface OtlpReceiver {
  readonly url: string;
  readonly received: readonly Received[];
  close(): void;
}

/** A server that takes whatever is told by OTLP over HTTP, as a collector of OpenTelemetry does; with `status`, it refuses. */
export async function startOtlpReceiver(status = 200): Promise<OtlpReceiver> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const zipped = request.headers['content-encoding'] === 'gzip';
    received.push({path: request.url!, headers: request.headers, body: zipped ? gunzipSync(body) : body});
    response.writeHead(status, {'content-type': request.headers['content-type']!}).end(status === 200 ? '{}' : '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
