import {readFile} from 'node:fs/promises';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {Agent} from 'undici';
import {Monitor} from '../../src/alerts/monitor.js';
import {openReceivers} from '../../src/alerts/receivers.js';
import type {FindingView} from '../../src/domain/finding.js';
import {answer, type RawServer, startRawServer} from '../support/doubles/raw-server.js';
import {silentLog} from '../support/doubles/silent-log.js';
import {aFindingView, ScriptedFindings} from '../support/fixtures/a-finding.js';
import {until} from '../support/oracle/until.js';
import {
  type AlertmanagerServer,
  alertmanagerUser,
  checkedConfiguration,
  startAlertmanager,
} from '../support/servers/alertmanager.js';

let people: RawServer;
let alertmanager: AlertmanagerServer;
let closing: (() => Promise<void>)[];

beforeEach(async () => {
  closing = [];
  people = await startRawServer((socket) => socket.write(answer('')));
  alertmanager = await startAlertmanager({notified: people.origin});
});
afterEach(async () => {
  for (const close of closing) await close();
  await alertmanager.stop();
  await people.close();
});

const now = Math.floor(Date.now() / 1000);
const HOUR = 3600;
const wall = {
  aheadMs: 0,
  now: () => Date.now() + wall.aheadMs,
  elapsed: () => performance.now(),
  sleep: async () => {},
};
const iso = (instant: number) => `${new Date(instant * 1000).toISOString().slice(0, 19)}Z`;
const outage = (over: Partial<FindingView> = {}) => aFindingView({since: iso(now - 6 * HOUR), ...over});

/** A collector that has just been started. */
function started(source: ScriptedFindings, credentials: object = {}, publicUrl = 'https://push.example') {
  const options = {alertmanager: {url: alertmanager.url, ...credentials}, webhook: undefined};
  const receivers = openReceivers(options, {dispatcher: new Agent(), clock: wall});
  closing.push(receivers.close);
  const failures: string[] = [];
  const log = {...silentLog, warn: (data: object) => void failures.push(JSON.stringify(data))};
  const meter = {findings: () => {}, told: () => {}};
  const alone = {record: async () => {}, changes: () => ''};
  const monitor = new Monitor({...alone, source, receivers: receivers.list, publicUrl, meter, clock: wall, log});
  return {failures, look: () => monitor.look(new AbortController().signal)};
}

/** What people have been told of: name and status. */
const notified = () =>
  people.requests.flatMap((text) => {
    const {alerts} = JSON.parse(text.slice(text.indexOf('\r\n\r\n'))) as {alerts: Told[]};
    return alerts.map(({labels, status}) => `${labels.app} ${status}`);
  });
type Told = {readonly labels: Record<string, string>; readonly status: string};

test('a finding appears with labels and text, is told again and stays, and is resolved', async () => {
  const source = new ScriptedFindings([outage(), outage({app: 'news', kind: 'silence'})]);
  const {look, failures} = started(source);
  await look();
  const first = (await alertmanager.alerts()).find(({labels}) => labels.app === 'shop-cn')!;
  expect(first).toMatchObject({
    labels: {alertname: 'TimpushDelivery', app: 'shop-cn', platform: 'huawei', report: 'chat', severity: 'critical'},
    annotations: {summary: 'huawei at shop-cn: delivery fell'},
    generatorURL: 'https://push.example/?app=shop-cn&platform=huawei&report=chat',
  });
  expect(Date.parse(first.startsAt) / 1000).toBe(now - 6 * HOUR);
  const minutes = (Date.parse(first.endsAt) - Date.now()) / 60_000;
  expect(minutes).toBeGreaterThan(4);
  expect(minutes).toBeLessThanOrEqual(5);

  wall.aheadMs = 60_000;
  await look();
  wall.aheadMs = 0;
  const again = (await alertmanager.alerts()).find(({labels}) => labels.app === 'shop-cn')!;
  expect({...again, endsAt: first.endsAt, updatedAt: first.updatedAt}).toEqual(first);
  expect(Date.parse(again.endsAt) - Date.parse(first.endsAt)).toBeGreaterThan(59_000);

  source.holding = [outage({app: 'news', kind: 'silence'})];
  await look();
  await until(() => notified().includes('shop-cn resolved'));
  expect((await alertmanager.alerts()).map(({labels}) => labels.app)).toEqual(['news']);
  source.holding = [];
  await look();
  await until(() => notified().includes('news resolved'));
  expect(await alertmanager.alerts()).toEqual([]);
  expect(notified().sort()).toEqual(['news firing', 'news resolved', 'shop-cn firing', 'shop-cn resolved']);
  expect(failures).toEqual([]);
});

test('a restart neither repeats nor forgets', async () => {
  const source = new ScriptedFindings([outage()]);
  await started(source).look();
  await until(() => notified().length === 1);
  const [before] = await alertmanager.alerts();

  // Another finding had ended long before: nobody is told of it now.
  source.ended = [outage({app: 'news', until: iso(now - HOUR)})];
  const second = started(source);
  await second.look();
  const [after, ...others] = await alertmanager.alerts();
  expect(others).toEqual([]);
  expect(after).toMatchObject({fingerprint: before!.fingerprint, startsAt: before!.startsAt});

  source.holding = [];
  await second.look();
  await until(() => notified().includes('shop-cn resolved'));
  expect(notified()).toEqual(['shop-cn firing', 'shop-cn resolved']);
});

test('what ends while nobody looks is resolved by the end that it was last told with', async () => {
  wall.aheadMs = -298_000;
  await started(new ScriptedFindings([outage()])).look();
  wall.aheadMs = 0;
  await until(() => notified().includes('shop-cn firing'));
  await until(() => notified().includes('shop-cn resolved'), 15_000);
  expect(await alertmanager.alerts()).toEqual([]);
}, 30_000);

test('what comes back under the same labels goes on', async () => {
  const source = new ScriptedFindings([outage()]);
  const {look} = started(source);
  await look();
  source.holding = [outage({since: iso(now - HOUR)})];
  await look();
  expect(await alertmanager.alerts()).toHaveLength(1);
});

test('what Alertmanager refuses is told with its reason', async () => {
  const {look, failures} = started(new ScriptedFindings([outage()]), {}, 'no address');
  await look();
  expect(failures).toEqual([
    expect.stringMatching(/Alertmanager at http:[^ ]+ refuses alerts \(422\): .*generatorURL/),
  ]);
});

test('it is seen to be away before there is anything to tell', async () => {
  const {look, failures} = started(new ScriptedFindings([]));
  await look();
  expect(failures).toEqual([]);
  await alertmanager.stop();
  await look();
  expect(failures).toEqual([expect.stringMatching(/Alertmanager at http:[^ ]+ was not reached: ECONNREFUSED/)]);
});

test('it may ask for a password, which is shown to nobody', async () => {
  await alertmanager.stop();
  alertmanager = await startAlertmanager({withPassword: true});
  const source = new ScriptedFindings([outage()]);
  const user = (password: string) => ({username: alertmanagerUser.name, password: {read: () => password}});
  const refused = started(source, user('something-else'));
  await refused.look();
  expect(refused.failures).toEqual([
    expect.stringMatching(/Alertmanager at http:[^ ]+ refuses us \(401\); check user and password, or token/),
  ]);
  expect(refused.failures.join()).not.toContain('something-else');
  await started(source, user(alertmanagerUser.password)).look();
  expect(await alertmanager.alerts()).toHaveLength(1);
});

test('the configuration that the documents show is one', async () => {
  const [, example] = /```yaml\n(# alertmanager\.yml\n[^`]*)```/.exec(await readFile('docs/operations.md', 'utf8'))!;
  expect(await checkedConfiguration(example!)).toMatch(/SUCCESS\nFound:[\s\S]*- 3 receivers/);
});
