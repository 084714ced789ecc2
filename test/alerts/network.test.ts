import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {alertOf} from '../../src/alerts/alert.js';
import {openReceivers} from '../../src/alerts/receivers.js';
import {Secret} from '../../src/config/secret.js';
import {agentsBy} from '../../src/network.js';
import {ManualClock} from '../support/doubles/manual-clock.js';
import {answer, type RawServer, startRawServer} from '../support/doubles/raw-server.js';
import {aFindingView} from '../support/fixtures/a-finding.js';
import {type ForwardProxy, startForwardProxy} from '../support/servers/forward-proxy.js';
import {startTlsFront} from '../support/servers/tls-front.js';

let relay: RawServer;
let proxy: ForwardProxy;

beforeEach(async () => {
  relay = await startRawServer((socket) => socket.write(answer('')));
  proxy = await startForwardProxy();
});
afterEach(async () => {
  await proxy.stop();
  await relay.close();
});

/** Tells a webhook at this address, through the proxy; resolves to what went wrong. */
async function tell(url: string): Promise<string> {
  const through = new Secret(() => `http://127.0.0.1:${proxy.port}`);
  const dispatcher = agentsBy({http: through, https: through, except: 'direct.example,127.0.0.1'})();
  const clock = new ManualClock('2026-03-02T12:00Z');
  const {list, close} = openReceivers({alertmanager: undefined, webhook: {url}}, {dispatcher, clock});
  const telling = list[0]!.tell([alertOf(aFindingView())], new AbortController().signal);
  return telling.then(() => '', String).finally(close);
}

test('alerts go through the proxy of the environment, and directly where that says so', async () => {
  const {port} = new URL(relay.origin);
  expect(await tell(`http://relay.example:${port}/hook`)).toBe('');
  expect(proxy.seen).toEqual([`POST http://relay.example:${port}/hook for relay.example:${port}`]);
  expect(await tell(`http://127.0.0.1:${port}/hook`)).toBe('');
  expect([proxy.seen.length, relay.requests.length]).toEqual([1, 2]);
});

test('a certificate of a private CA is refused with what to do', async () => {
  const front = await startTlsFront(relay.origin);
  const failure = await tell(`https://localhost:${front.port}/hook`);
  await front.stop();
  expect(failure).toContain(
    `The webhook at https://localhost:${front.port} was not reached: DEPTH_ZERO_SELF_SIGNED_CERT`,
  );
  expect(failure).toContain('what to do: let NODE_EXTRA_CA_CERTS name a file');
});
