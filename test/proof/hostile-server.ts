import {once} from 'node:events';
import {createServer} from 'node:http';

export interface HostileAnswer {
  readonly status: number;
  readonly body: string;
}

/** A server that answers everything as it is told by the path. */
export async function startHostileServer(answer: (path: string) => HostileAnswer) {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const {status, body} = answer(new URL(request.url!, 'http://a').pathname);
      response.writeHead(status, {'content-type': 'application/json'}).end(body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as {port: number};
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
