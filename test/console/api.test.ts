import {afterEach, expect, test} from '@jest/globals';
import {ask} from '../../src/console/api.js';
import {answer, type RawServer, startRawServer} from '../support/doubles/raw-server.js';

const HALF = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"half":';

let server: RawServer | undefined;

afterEach(() => server?.close());

test('an answer that is given up half read is no answer', async () => {
  const asking = new AbortController();
  server = await startRawServer((socket) => {
    socket.write(HALF);
    setTimeout(() => asking.abort(), 50);
  });
  await expect(ask(server.origin, {}, asking.signal)).rejects.toThrow(expect.objectContaining({name: 'AbortError'}));
});

test('an answer that breaks off is none either', async () => {
  server = await startRawServer((socket) => socket.end(HALF));
  await expect(ask(server.origin, {})).rejects.toThrow('The collector does not answer.');
});

test.each([
  ['{"error":"app: “x” is not configured"}', 'App: “x” is not configured.'],
  ['<html>Bad Gateway</html>', 'The collector answers 502.'],
])('a refusal is told in words: %s', async (body, message) => {
  server = await startRawServer((socket) => socket.end(answer(body, '502 Bad Gateway')));
  await expect(ask(server.origin, {})).rejects.toThrow(message);
});
