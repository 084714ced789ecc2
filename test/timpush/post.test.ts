import {getEventListeners} from 'node:events';
import type {Socket} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {Agent, type Dispatcher} from 'undici';
import {AbortListeners} from '../../src/domain/abort-listeners.js';
import {TransportError} from '../../src/domain/errors.js';
import {type Posting, post} from '../../src/timpush/post.js';
import {answer, type RawServer, startRawServer} from '../support/doubles/raw-server.js';
import {until} from '../support/oracle/until.js';
import {failure} from './scripted-api.js';

const LIMIT = 4 * 1024 * 1024;
let server: RawServer;
let agent: Agent;
let stop: AbortController;
let sent: number;
let aborts: AbortListeners;

beforeEach(() => {
  agent = new Agent();
  stop = new AbortController();
  sent = 0;
  aborts = new AbortListeners();
});
afterEach(async () => {
  // One for all calls together.
  expect(getEventListeners(stop.signal, 'abort').length).toBeLessThanOrEqual(1);
  await agent.destroy();
  await server?.close();
});

async function serve(onRequest: (socket: Socket) => void): Promise<void> {
  server = await startRawServer(onRequest);
}

interface Options extends Partial<Posting> {
  readonly path?: string;
  readonly dispatcher?: Dispatcher;
}

function call({path = '/v4/timpush/x?a=1', dispatcher = agent, ...more}: Options = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const posting = {
      origin: server?.origin,
      timeoutMs: 10_000,
      signal: stop.signal,
      onSent: () => {
        sent += 1;
      },
      onAnswer: resolve,
      onFailure: reject,
      ...more,
    };
    post({dispatcher, aborts}, posting, {path, body: '{"StartTime":1}'});
  });
}

test('a request is a POST of JSON, and its answer comes back as text', async () => {
  await serve((socket) => socket.write(answer('{"a":"点"}')));
  expect(await call()).toBe('{"a":"点"}');
  expect(server.requests[0]).toMatch(/^POST \/v4\/timpush\/x\?a=1 HTTP\/1.1\r\n/);
  expect(server.requests[0]).toContain('content-type: application/json\r\n');
  expect(server.requests[0]).toMatch(/\r\n\r\n\{"StartTime":1\}$/);
  expect(sent).toBe(1);
});

test('a character that is cut between two packets stays whole', async () => {
  const bytes = Buffer.from('{"a":"点"}');
  await serve((socket) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${bytes.length}\r\n\r\n`);
    socket.write(bytes.subarray(0, 7));
    setTimeout(() => socket.write(bytes.subarray(7)), 20);
  });
  expect(await call()).toBe('{"a":"点"}');
});

test('many calls share one connection', async () => {
  await serve((socket) => socket.write(answer('{}')));
  for (let turn = 0; turn < 20; turn += 1) {
    await call();
    // The agent takes a connection back one round of the event loop after the answer; the pace is always longer.
    await new Promise(setImmediate);
  }
  expect([server.sockets.length, server.requests.length, sent]).toEqual([1, 20, 20]);
});

test.each(['502 Bad Gateway', '302 Found', '204 No Content', '404 Not Found', '429 Too Many Requests'])(
  'HTTP %s is no verdict, whatever its body says',
  async (status) => {
    await serve((socket) => socket.write(answer(status === '204 No Content' ? '' : '{"ErrorCode":0}', status)));
    const error = await failure(call());
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({
      message: `HTTP status ${status.slice(0, 3)} from ${server.origin}`,
      details: {status: Number.parseInt(status, 10)},
    });
  },
);

test('a slow drip is given up at the deadline', async () => {
  let drip: NodeJS.Timeout | undefined;
  await serve((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
    drip = setInterval(() => socket.write(' '), 50);
  });
  const begun = performance.now();
  const error = await failure(call({timeoutMs: 300}));
  const tookMs = performance.now() - begun;
  expect(error).toBeInstanceOf(TransportError);
  expect(error.message).toBe(`no complete answer from ${server.origin} within 300 ms`);
  expect(tookMs).toBeGreaterThan(290);
  expect(tookMs).toBeLessThan(2000);
  await until(() => server.sockets[0]!.destroyed);
  clearInterval(drip);
});

test('an answer that never begins is given up at the deadline, with its connection', async () => {
  await serve(() => {});
  expect((await failure(call({timeoutMs: 100}))).message).toBe(
    `no complete answer from ${server.origin} within 100 ms`,
  );
  await until(() => server.sockets[0]!.destroyed);
});

test('headers that never end are given up at the deadline', async () => {
  await serve((socket) => socket.write('HTTP/1.1 200 OK\r\nx: '));
  expect((await failure(call({timeoutMs: 100}))).message).toBe(
    `no complete answer from ${server.origin} within 100 ms`,
  );
});

test('a body of 4 MiB is read, one byte more is not', async () => {
  await serve((socket) => socket.write(answer('x'.repeat(LIMIT + server.requests.length - 1))));
  expect(await call()).toHaveLength(LIMIT);
  const error = await failure(call());
  expect(error).toBeInstanceOf(TransportError);
  expect(error.message).toBe(`the answer of ${server.origin} is longer than ${LIMIT} bytes`);
});

test('a body without end is cut', async () => {
  await serve((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
    const more = () => {
      while (!socket.destroyed && socket.write(`10000\r\n${'x'.repeat(65_536)}\r\n`));
    };
    socket.on('drain', more);
    more();
  });
  expect((await failure(call())).message).toBe(`the answer of ${server.origin} is longer than ${LIMIT} bytes`);
  await until(() => server.sockets[0]!.destroyed);
});

test.each([
  ['before the headers', ''],
  ['within the headers', 'HTTP/1.1 200 OK\r\ncontent-'],
  ['within the body', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"ActionStatus":"OK","ErrorCode":0}'],
  ['within a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n50\r\n{"ActionStatus":"OK"'],
])('an answer that ends, or is reset, %s is a TransportError', async (_, beginning) => {
  await serve((socket) => {
    if (beginning) socket.write(beginning);
    setTimeout(() => (server.requests.length === 1 ? socket.end() : socket.resetAndDestroy()), 20);
  });
  expect(await failure(call())).toBeInstanceOf(TransportError);
  const reset = await failure(call());
  expect(reset).toBeInstanceOf(TransportError);
  expect(reset.message).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
});

test('an answer that is not HTTP is a TransportError', async () => {
  await serve((socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n\r\n'));
  expect(await failure(call())).toBeInstanceOf(TransportError);
});

test('nobody at the address is said in words, and nothing was sent', async () => {
  await serve(() => {});
  await server.close();
  const error = await failure(call());
  expect(error).toBeInstanceOf(TransportError);
  expect(error.message).toBe(
    `no answer from ${server.origin}: ECONNREFUSED: connect ECONNREFUSED ${server.origin.slice('http://'.length)}`,
  );
  expect(sent).toBe(0);
});

test('a name that does not exist is said in words', async () => {
  const error = await failure(call({origin: 'http://api.invalid'}));
  expect(error).toBeInstanceOf(TransportError);
  expect(error.message).toMatch(/^no answer from http:\/\/api\.invalid: (ENOTFOUND|EAI_AGAIN)/);
});

test('an agent that is closed is a TransportError', async () => {
  await serve(() => {});
  await agent.destroy();
  expect(await failure(call())).toBeInstanceOf(TransportError);
});

test('an abort comes out as its reason at once, and ends the connection', async () => {
  await serve(() => {});
  const calling = failure(call());
  await until(() => server.requests.length === 1);
  const reason = new Error('enough');
  stop.abort(reason);
  expect(await calling).toBe(reason);
  await until(() => server.sockets[0]!.destroyed);
});

test('a signal that has aborted already lets no request leave', async () => {
  await serve((socket) => socket.write(answer('{}')));
  stop.abort(new Error('enough'));
  expect(await failure(call())).toBe(stop.signal.reason);
  stop = new AbortController();
  await call();
  expect(server.requests).toHaveLength(1);
});

test('a dispatcher that throws is a failure, once', async () => {
  const failures: unknown[] = [];
  const broken = {
    dispatch() {
      throw new Error('no route');
    },
  } as unknown as Agent;
  const ended = {onSent() {}, onAnswer() {}, onFailure: (reason: unknown) => void failures.push(reason)};
  const posting = {origin: 'http://api.test', timeoutMs: 20, signal: stop.signal, ...ended};
  post({dispatcher: broken, aborts}, posting, {path: '/', body: '{}'});
  // Longer than the deadline.
  await sleep(60);
  expect(failures).toEqual([new Error('no route')]);
});

test('the bytes of an answer are let go, though its headers are views of them', async () => {
  await serve((socket) => socket.write(answer('{"a":1}')));
  const raw: unknown[] = [];
  const spying = agent.compose((dispatch) => (options, handler) => {
    const {onResponseStart} = handler;
    handler.onResponseStart = (controller, ...rest) => {
      expect(controller.rawHeaders).not.toHaveLength(0);
      onResponseStart!.call(handler, controller, ...rest);
      raw.push(controller.rawHeaders);
    };
    return dispatch(options, handler);
  });
  expect(await call({dispatcher: spying})).toBe('{"a":1}');
  expect(raw).toEqual([[]]);
});
