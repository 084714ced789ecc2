import {once} from 'node:events';
import {createServer, type ServerResponse} from 'node:http';
import {setTimeout as sleep} from 'node:timers/promises';
import {gzipSync} from 'node:zlib';

/** How a call is answered. */
export type Trick = (response: ServerResponse) => unknown;

export interface TrickyApi {
  readonly url: string;
  /** When calls arrived, on a monotonic clock. */
  readonly arrivals: number[];
  /** For the next calls, in turn; the calls after them are answered well. */
  play(tricks: readonly Trick[]): void;
  stop(): Promise<void>;
}

const counts = {TotalCount: 9, SentCount: 8, DeliveredCount: 7, ClickCount: 6};

/** Every count of it is known, so that a mangled one shows. */
export const GOOD = JSON.stringify({
  ActionStatus: 'OK',
  ErrorCode: 0,
  ErrorInfo: '',
  ...counts,
  PlatformStatistics: [{PushPlatform: 1, ...counts}],
});

export async function startTrickyApi(): Promise<TrickyApi> {
  let waiting: Trick[] = [];
  const arrivals: number[] = [];
  const server = createServer((request, response) => {
    arrivals.push(performance.now());
    const trick = waiting.shift() ?? whole(200, GOOD);
    request.resume().on('end', () => trick(response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as {port: number};
  return {
    url: `http://127.0.0.1:${port}`,
    arrivals,
    play(tricks) {
      waiting = [...tricks];
      arrivals.length = 0;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

export function whole(status: number, body: string, headers = {}): Trick {
  return (response) => response.writeHead(status, headers).end(body);
}

export function refusal(code: number): Trick {
  return whole(200, JSON.stringify({ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: 'no'}));
}

/** The connection breaks after this many bytes of the body; undefined: before the first byte of the headers. */
export function broken(bytes?: number): Trick {
  return (response) => {
    if (bytes === undefined) return response.socket?.resetAndDestroy();
    response.writeHead(200, {'content-length': GOOD.length});
    return response.write(GOOD.slice(0, bytes), () => response.socket?.resetAndDestroy());
  };
}

/** An answer that is complete on the wire, and cut in its content. */
export function cut(bytes: number): Trick {
  return whole(200, GOOD.slice(0, bytes));
}

export const drip: Trick = async (response) => {
  response.writeHead(200);
  for (const byte of GOOD) {
    if (response.destroyed) return;
    response.write(byte);
    await sleep(50);
  }
  response.end();
};

export const halfHeaders: Trick = (response) => {
  response.socket?.write('HTTP/1.1 200 OK\r\ncontent-ty', () => response.socket?.resetAndDestroy());
};

export const silence: Trick = () => undefined;

const MIB = 1024 * 1024;

export const huge: Trick = (response) => {
  response.writeHead(200);
  const piece = Buffer.alloc(MIB, ' ');
  for (let sent = 0; sent < 50; sent++) response.write(piece);
  response.end(GOOD);
};

const BOMB = gzipSync(Buffer.alloc(50 * MIB));

export const bomb: Trick = (response) => {
  response.writeHead(200, {'content-encoding': 'gzip', 'content-type': 'application/json'}).end(BOMB);
};
