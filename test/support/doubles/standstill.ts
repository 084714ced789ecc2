import {once} from 'node:events';
import {createServer} from 'node:http';

/** A database that answers as an empty InfluxDB would, a given number of times, and then never again. */
export async function startStandstill(answers: number) {
  let left = answers;
  let waiting = 0;
  const server = createServer((request, response) => {
    request.resume();
    if (left > 0) response.writeHead(200, {'content-type': 'application/json'}).end('{"results":[{"statement_id":0}]}');
    else waiting += 1;
    left -= 1;
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as {port: number};
  return {
    url: `http://127.0.0.1:${port}`,
    /** Requests that wait for ever. */
    waiting: () => waiting,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
