import {expect, test} from '@jest/globals';
import {pushProfile} from '../../src/simulator/app.js';
import {broadcastCountsOf} from '../../src/simulator/broadcast.js';
import {countsOf} from '../../src/simulator/counts.js';
import type {Incident} from '../../src/simulator/incident.js';
import {broadcastLossesOf, chatLossesOf} from '../../src/simulator/losses.js';
import {
  expiredCertificate,
  flowControl,
  makerOutage,
  missingCertificate,
  quotaUsedUp,
  tokenPurge,
} from '../../src/simulator/typical-incidents.js';

const HOUR = 3600;
const FROM = 1_741_788_000;
const TO = FROM + HOUR;
const far = FROM + 30 * 86_400;
const where = {from: FROM, to: TO};
const shop = pushProfile({sdkAppId: 1400000001, secretKey: 'key', volume: 10_000_000});

/** Codes of one platform at one stage with their shares of all its pushes, in percent. */
function lost(incidents: readonly Incident[], platform: number, stage: 'ready' | 'sent', start = FROM) {
  const span = {start, end: start + HOUR};
  const {total} = countsOf(shop, span, far, {seed: 1, incidents}).platforms.get(platform)!;
  const rows = chatLossesOf(shop, span, far, {seed: 1, incidents}).platforms;
  return Object.fromEntries(
    rows
      .filter((row) => row.platform === platform && row.stage === stage)
      .map(({code, count}) => [code, Math.round((100 * count) / total)]),
  );
}

test('while a certificate is expired, APNs refuses every push for it, and nothing else has time to go wrong', () => {
  expect(lost([expiredCertificate(where)], 1, 'sent')).toEqual({'403': 97});
  expect(lost([expiredCertificate(where)], 1, 'sent', TO)).toEqual(lost([], 1, 'sent', TO));
  expect(lost([expiredCertificate(where)], 3, 'sent')).toEqual(lost([], 3, 'sent'));
});

test('a platform without a certificate loses everything before it is sent', () => {
  expect(lost([missingCertificate(where, 8)], 8, 'ready')).toEqual({'-1': 100});
  expect(lost([missingCertificate(where, 8)], 8, 'sent')).toEqual({});
});

test('a purge of tokens adds to a code that is there on any day', () => {
  expect(lost([], 1, 'sent')).toEqual({'410': 23, '400': 4, '429': 1});
  expect(lost([tokenPurge(where)], 1, 'sent')).toEqual({'410': 45, '400': 2, '429': 0});
});

test('flow control and an outage take their part first, and leave the usual reasons the rest', () => {
  expect(lost([flowControl(where)], 3, 'sent')).toMatchObject({'503': 66, '80300007': 1});
  expect(lost([makerOutage(where)], 6, 'sent')).toMatchObject({'-1': 87, '10000': 1});
});

test('a quota is used up at four in the afternoon of each local day', () => {
  const local = (text: string) => Date.parse(text) / 1000;
  const days = {from: local('2025-03-12T08:00+08:00'), to: local('2025-03-13T17:00+08:00')};
  expect(quotaUsedUp({...days, sdkAppId: 5}, 8).map(({from, to}) => [from, to])).toEqual([
    [local('2025-03-12T16:00+08:00'), local('2025-03-13T00:00+08:00')],
    [local('2025-03-13T16:00+08:00'), local('2025-03-13T17:00+08:00')],
  ]);
  const at = (text: string) => lost(quotaUsedUp(days, 8), 2, 'sent', local(text));
  expect(at('2025-03-12T15:00+08:00')).not.toHaveProperty('10034');
  expect(at('2025-03-12T16:00+08:00')).toEqual({'10034': 98});
});

test('an incident without a reason gives the usual ones more to do', () => {
  const usual = lost([], 7, 'sent');
  const more = lost([{...where, platform: 7, delivery: 0.5}], 7, 'sent');
  expect(Object.keys(more)).toEqual(Object.keys(usual));
  expect(more['10302']!).toBeGreaterThan(4 * usual['10302']!);
});

test('incidents at the same time share the losses in their order', () => {
  const half = (code: string): Incident => ({...where, platform: 3, delivery: 0.5, reason: {code, text: code}});
  expect(lost([half('a'), half('b')], 3, 'sent')).toMatchObject({a: 49, b: 24});
});

test('an incident of one kind leaves the other alone, and one of a phone maker leaves online pushes alone', () => {
  const span = {start: FROM, end: TO};
  const all = (incidents: Incident[]) => {
    const conditions = {seed: 1, incidents};
    const {rows} = broadcastCountsOf(shop, span, far, conditions);
    return {
      chat: [countsOf(shop, span, far, conditions), chatLossesOf(shop, span, far, conditions)],
      broadcast: [rows, broadcastLossesOf(shop, span, far, conditions)],
      online: rows.at(-1),
    };
  };
  const usual = all([]);
  const chat = all([{...where, kind: 'chat', delivery: 0.5}]);
  expect(chat.chat).not.toEqual(usual.chat);
  expect(chat.broadcast).toEqual(usual.broadcast);
  const broadcast = all([{...where, kind: 'broadcast', delivery: 0.5}]);
  expect(broadcast.chat).toEqual(usual.chat);
  expect(broadcast.online).not.toEqual(usual.online);
  expect(all([{...where, platform: 0, delivery: 0.5}]).online).toEqual(usual.online);
});
