import {createServer, type RequestListener, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterEach, expect, test} from '@jest/globals';
import {ask} from '../../src/console/api.js';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function served(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('an answer that is given up half read is no answer', async () => {
  const asking = new AbortController();
  const url = await served((_request, response) => {
    response.writeHead(200, {'content-type': 'application/json'}).write('{"half":');
    setTimeout(() => asking.abort(), 50);
  });
  await expect(ask(url, {}, asking.signal)).rejects.toThrow(expect.objectContaining({name: 'AbortError'}));
});

test('an answer that breaks off is none either', async () => {
  const url = await served((_request, response) => {
    response.writeHead(200, {'content-type': 'application/json'}).write('{"half":', () => response.destroy());
  });
  await expect(ask(url, {})).rejects.toThrow('The collector does not answer.');
});

test.each([
  ['{"error":"app: “x” is not configured"}', 'App: “x” is not configured.'],
  ['<html>Bad Gateway</html>', 'The collector answers 502.'],
])('a refusal is told in words: %s', async (body, message) => {
  const url = await served((_request, response) => response.writeHead(502).end(body));
  await expect(ask(url, {})).rejects.toThrow(message);
});
