import type {Socket} from 'node:net';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {Agent} from 'undici';
import {alertOf} from '../../src/alerts/alert.js';
import {openReceivers, type Receiver} from '../../src/alerts/receivers.js';
import type {FindingView} from '../../src/domain/finding.js';
import {ManualClock} from '../support/doubles/manual-clock.js';
import {answer, type RawServer, startRawServer} from '../support/doubles/raw-server.js';
import {aFindingView} from '../support/fixtures/a-finding.js';

let server: RawServer;
let onRequest: (socket: Socket) => void;
let clock: ManualClock;
let open: {readonly list: readonly Receiver[]; close(): Promise<void>} | undefined;

beforeEach(async () => {
  onRequest = (socket) => socket.write(answer('thank you'));
  server = await startRawServer((socket) => onRequest(socket));
  clock = new ManualClock('2026-03-02T12:00Z');
});
afterEach(async () => {
  await open?.close();
  await server.close();
});

const alert = (over: Partial<FindingView> = {}) => alertOf(aFindingView(over), 'https://push.example');
const running = new AbortController().signal;

function webhook({path = '/hook/s3cr3t-path', ...secrets}: {path?: string; token?: {read(): string}} = {}): Receiver {
  const options = {url: server.origin + path, ...secrets};
  const deps = {dispatcher: new Agent(), clock, timeoutMs: 200};
  open = openReceivers({alertmanager: undefined, webhook: options}, deps);
  return open.list[0]!;
}

const bodies = () => server.requests.map((text) => JSON.parse(text.slice(text.indexOf('\r\n\r\n'))));

async function failureOf(telling: Promise<unknown>): Promise<string> {
  return telling.then(
    () => 'it was told',
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

test('what begins and what ends is told in the documented shape, each once', async () => {
  const receiver = webhook();
  expect(await receiver.tell([alert()], running)).toBe(1);
  expect(await receiver.tell([alert()], running)).toBe(0);
  expect(await receiver.tell([alert({until: '2026-03-02T11:00:00Z'})], running)).toBe(1);
  const told = {
    id: 'delivery-shop-cn-2026-03-02T05:00:00Z',
    status: 'firing',
    labels: alert().labels,
    annotations: alert().annotations,
    startsAt: '2026-03-02T05:00:00Z',
    endsAt: null,
    generatorURL: 'https://push.example/?app=shop-cn&platform=huawei&report=chat',
  };
  expect(bodies()).toEqual([
    {alerts: [told], holding: [told.id]},
    {alerts: [{...told, status: 'resolved', endsAt: '2026-03-02T11:00:00Z'}], holding: []},
  ]);
  expect(server.requests[0]).toMatch(
    /^POST \/hook\/s3cr3t-path HTTP\/1\.1\r\n[\s\S]*content-type: application\/json\r\n/,
  );
});

test('after a start it is told what holds, even if that is nothing', async () => {
  const receiver = webhook();
  expect([await receiver.tell([], running), await receiver.tell([], running)]).toEqual([1, 0]);
  expect(bodies()).toEqual([{alerts: [], holding: []}]);
});

test('after a restart it is told again what goes on and what ended lately, under the same ids', async () => {
  const picture = [alert({app: 'news', until: '2026-03-02T11:00:00Z'}), alert()];
  await webhook().tell(picture, running);
  await open!.close();
  await webhook().tell(picture, running);
  expect(bodies()[1]).toEqual(bodies()[0]);
});

test('what was not told is told with the next picture, as it is then', async () => {
  const receiver = webhook();
  onRequest = (socket) => socket.write(answer('', '500 Oops'));
  await failureOf(receiver.tell([alert()], running));
  onRequest = (socket) => socket.write(answer(''));
  expect(await receiver.tell([alert({until: '2026-03-02T11:00:00Z'})], running)).toBe(1);
  expect(bodies().at(-1).alerts).toMatchObject([{status: 'resolved'}]);
});

test('hundreds are told in pieces, and a piece that arrived is not told again', async () => {
  const many = Array.from({length: 450}, (_, i) => alert({app: `app-${i}`}));
  onRequest = (socket) => socket.write(server.requests.length === 2 ? answer('', '400 No') : answer(''));
  const receiver = webhook();
  expect(await failureOf(receiver.tell(many, running))).toContain('refuses alerts (400)');
  expect(await receiver.tell(many, running)).toBe(2);
  expect(bodies().map(({alerts, holding}) => [alerts.length, holding.length])).toEqual([
    [200, 450],
    [200, 450],
    [200, 450],
    [50, 450],
  ]);
});

test.each([500, 502, 503, 429, 408])('%d is tried again, after pauses that double', async (status) => {
  onRequest = (socket) => socket.write(server.requests.length < 3 ? answer('', `${status} No`) : answer(''));
  expect(await webhook().tell([alert()], running)).toBe(1);
  expect([server.requests.length, clock.slept]).toEqual([3, [1000, 2000]]);
});

const fatal: [string, (socket: Socket) => void, string][] = [
  ['refuses', (socket) => socket.write(answer('no such\nhook', '404 No')), 'refuses alerts (404): no such hook'],
  ['wants a password', (socket) => socket.write(answer('', '401 No')), 'refuses us (401); check user and password'],
  [
    'leads elsewhere',
    (socket) => socket.write(answer('', '302 Found', 'location: http://127.0.0.1:1/\r\n')),
    'sends us elsewhere (302); configure the address where that leads',
  ],
];

test.each(fatal)('one that %s is not asked again', async (_, reply, message) => {
  onRequest = reply;
  expect(await failureOf(webhook().tell([alert()], running))).toContain(`The webhook at ${server.origin} ${message}`);
  expect(server.requests).toHaveLength(1);
});

const passing: [string, (socket: Socket) => void, RegExp][] = [
  ['never answers', () => {}, /: no answer within 200 ms$/],
  ['answers drop by drop', drip, /: no answer within 200 ms$/],
  ['hangs up', (socket) => socket.destroy(), /was not reached: UND_ERR_SOCKET/],
  ['talks nonsense', (socket) => socket.write('what?\r\n\r\n'), /was not reached: Response does not match the HTTP/],
];

function drip(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
  const timer = setInterval(() => socket.write('x'), 20);
  socket.on('close', () => clearInterval(timer));
}

test.each(passing)('one that %s is given up after the last try', async (_, reply, message) => {
  onRequest = reply;
  const failure = await failureOf(webhook().tell([alert()], running));
  expect(failure).toMatch(message);
  expect(failure).toMatch(new RegExp(`^DeliveryError: The webhook at ${server.origin}\\b`));
  expect(server.requests).toHaveLength(3);
});

test('one that is not there is given up', async () => {
  const receiver = webhook();
  await server.close();
  expect(await failureOf(receiver.tell([alert()], running))).toMatch(/was not reached: ECONNREFUSED/);
});

test('of an endless answer only the beginning is read', async () => {
  onRequest = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
    const more = () => {
      while (socket.writable && socket.write(`400\r\n${'x'.repeat(0x400)}\r\n`));
    };
    socket.on('drain', more);
    more();
  };
  expect(await webhook().tell([alert()], running)).toBe(1);
});

test('a token goes with it, is read anew, and comes back in no message; nor does the path', async () => {
  let token = 'first-token';
  const receiver = webhook({token: {read: () => token}});
  onRequest = (socket) => socket.write(answer(`you said first-token, second-token`, '400 No'));
  expect(await failureOf(receiver.tell([alert()], running))).toMatch(/you said \[secret\], second-token$/);
  token = 'second-token';
  const failure = await failureOf(receiver.tell([alert()], running));
  expect(failure).not.toMatch(/second-token|s3cr3t/);
  expect(server.requests.map((text) => /authorization: (.*)\r/i.exec(text)?.[1])).toEqual([
    'Bearer first-token',
    'Bearer second-token',
  ]);
});

test('a token that no header can carry is named and not shown', async () => {
  const receiver = webhook({token: {read: () => 'to ken'}});
  expect(await failureOf(receiver.tell([alert()], running))).toBe(
    'DeliveryError: The webhook: the token holds characters that no header can carry; replace it',
  );
});

test('when the program stops, telling ends at once', async () => {
  onRequest = () => stop.abort(new Error('the collector is stopping'));
  const stop = new AbortController();
  expect(await failureOf(webhook().tell([alert()], stop.signal))).toContain('the collector is stopping');
  expect(server.requests).toHaveLength(1);
});
