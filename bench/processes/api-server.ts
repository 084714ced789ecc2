import {createServer, type Socket} from 'node:net';
import {serve} from './conversation.js';

/** How the API behaves from now on. */
export interface ApiManners {
  readonly latencyMs: number;
  /** Calls of one app that come closer are refused; 0 refuses none. */
  readonly minGapMs: number;
}

/** What it has seen since its manners were set. */
export interface ApiRecord {
  readonly calls: number;
  readonly refused: number;
  /** Between two arrivals of one app, in milliseconds. */
  readonly gaps: {readonly min: number; readonly median: number};
  /** `performance.timeOrigin` based, so that processes can be compared; 0: no call. */
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  /** The longest time in which the server itself stood still: gaps below are as exact as that. */
  readonly stallMs: number;
  /** What the server has taken itself: a measure of the machine. */
  readonly cpuMs: number;
}

/**
 * The vendor's API as cheap as it can be, in a process of its own: it reads just enough of HTTP for our three clients and always gives
 * the same answer. What it costs is not measured, but it takes a core from what is.
 */
const platforms = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((PushPlatform) => ({
  PushPlatform,
  TotalCount: 104_000 + PushPlatform,
  SentCount: 101_000 + PushPlatform,
  DeliveredCount: 88_000 + PushPlatform,
  ClickCount: 4_200 + PushPlatform,
}));
const total = {TotalCount: 936_036, SentCount: 909_036, DeliveredCount: 792_036, ClickCount: 37_836};
const OK = http({ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0, ...total, PlatformStatistics: platforms});
const TOO_OFTEN = http({ActionStatus: 'FAIL', ErrorInfo: 'too often', ErrorCode: 60007});

let manners: ApiManners = {latencyMs: 0, minGapMs: 0};
let calls = 0;
let refused = 0;
let firstAtMs = 0;
let lastAtMs = 0;
let stallMs = 0;
let cpuBefore = process.cpuUsage();
let gaps: number[] = [];
let lastOf = new Map<string, number>();

function http(body: object): string {
  const text = JSON.stringify(body);
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
}

function answer(head: string): string {
  const from = head.indexOf('sdkappid=') + 9;
  const app = head.slice(from, head.indexOf('&', from));
  const now = performance.now();
  lastAtMs = performance.timeOrigin + now;
  if (calls++ === 0) firstAtMs = lastAtMs;
  const last = lastOf.get(app);
  lastOf.set(app, now);
  if (last === undefined) return OK;
  gaps.push(now - last);
  if (now - last >= manners.minGapMs) return OK;
  refused += 1;
  return TOO_OFTEN;
}

/** A request is complete when the body that its head announces is there. */
function onConnection(socket: Socket): void {
  let text = '';
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (data) => {
    text += data.toString('latin1');
    for (;;) {
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(text.slice(0, end))?.[1] ?? 0);
      if (text.length < end + 4 + length) return;
      const reply = answer(text.slice(0, text.indexOf('\r\n')));
      text = text.slice(end + 4 + length);
      if (manners.latencyMs > 0) setTimeout(() => socket.write(reply), manners.latencyMs);
      else socket.write(reply);
    }
  });
}

const server = createServer(onConnection).listen({port: 0, host: '127.0.0.1', backlog: 20_000});

let beatMs = performance.now();
setInterval(() => {
  const now = performance.now();
  stallMs = Math.max(stallMs, now - beatMs - 5);
  beatMs = now;
}, 5);

serve({
  url: () => `http://127.0.0.1:${(server.address() as {port: number}).port}`,
  behave(next: ApiManners) {
    manners = next;
    calls = refused = firstAtMs = lastAtMs = stallMs = 0;
    gaps = [];
    lastOf = new Map();
    cpuBefore = process.cpuUsage();
  },
  record(): ApiRecord {
    const sorted = Float64Array.from(gaps).sort();
    const between = {min: sorted[0] ?? 0, median: sorted[sorted.length >> 1] ?? 0};
    const {user, system} = process.cpuUsage(cpuBefore);
    return {calls, refused, gaps: between, firstAtMs, lastAtMs, stallMs, cpuMs: (user + system) / 1000};
  },
});
