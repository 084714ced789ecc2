import {afterAll, beforeAll, expect, test} from '@jest/globals';
import type {Finding} from '../../../src/domain/finding.js';
import type {CountReport} from '../../../src/domain/measurements.js';
import {pushFindings} from '../../../src/findings/push-findings.js';
import {sentence} from '../../../src/findings/sentence.js';
import {lookUp} from '../../../src/timpush/loss-codes.js';
import {type Agreement, agreementAt} from './agreement.js';
import type {Episode} from './alerts.js';
import {startCollectorFixture} from './collector-fixture.js';
import {BEGIN, END, expected, seen, stories, T, told} from './planted.js';

const HOUR = 3600;
let fixture: Awaited<ReturnType<typeof startCollectorFixture>>;
const agreements: Agreement[] = [];
let findings: Finding[];
beforeAll(async () => {
  fixture = await startCollectorFixture({stories, begin: BEGIN});
  for (let minute = -120; minute <= 64 * 60; minute += minute < 200 ? 10 : 60) {
    const now = T + minute * 60 + 120;
    const verdicts = await fixture.look(now);
    // Grafana looks again and again, for alerts wait and are kept; what holds is the same.
    if (minute >= 200 || minute % 30 === 0) agreements.push(await agreementAt(now, verdicts, fixture.reader));
  }
  findings = await findingsOf(['chat', 'broadcast']);
}, 600_000);
afterAll(() => fixture?.stop());

/** What the collector says of all three days, long after. */
async function findingsOf(reports: readonly CountReport[]): Promise<Finding[]> {
  const asked = {
    apps: stories.map(({name}) => name),
    span: {start: T - 7 * HOUR, end: END},
    now: END,
  };
  const deps = {store: fixture.reader, explainLoss: lookUp};
  return (await Promise.all(reports.map((report) => pushFindings({...asked, report}, deps)))).flat();
}

const of = (name: string) => fixture.alerts.episodes.filter(({labels}) => labels.app === name);
const what = ({uid, labels}: Episode) => `${uid} ${labels.platform}`;
/** What fired for an app, in alphabetical order. */
const fired = (name: string) => [...new Set(of(name).map(what))].sort();
/** Of a platform whose deliveries fall by more than half, with reasons. */
const collapsed = (platform: string) =>
  ['push-delivery-collapse', 'push-delivery-drop', 'push-loss-doubled'].map((uid) => `${uid} ${platform}`);
const textOf = (name: string, uid: string) => of(name).find((episode) => episode.uid === uid)!.texts;
/** Hours from the first window that was hit to the alert. */
const delay = (name: string, uid: string) => (of(name).find((episode) => episode.uid === uid)!.firedAt - T) / HOUR;

test('a platform that loses 30 % of its deliveries is seen within a day', () => {
  expect(fired('drop30')).toEqual(['push-delivery-drop huawei', 'push-loss-doubled huawei']);
  expect(delay('drop30', 'push-delivery-drop')).toBeLessThan(24);
});

test('a platform that loses 60 % of its deliveries is seen within three hours, and again by the slower rule', () => {
  expect(fired('drop60')).toEqual(collapsed('huawei'));
  expect(delay('drop60', 'push-delivery-collapse')).toBeLessThan(3);
});

test('a platform that delivers nothing is seen within three hours', () => {
  expect(fired('undelivered')).toEqual(collapsed('huawei'));
  expect(delay('undelivered', 'push-delivery-collapse')).toBeLessThan(3);
});

test('when every platform fails, every platform that reports receipts and has the volume is named', () => {
  const platforms = ['apns', 'honor', 'huawei', 'meizu', 'oppo', 'unknown', 'vivo', 'xiaomi'];
  expect(fired('everywhere')).toEqual([
    ...platforms.map((platform) => `push-delivery-collapse ${platform}`),
    ...platforms.map((platform) => `push-delivery-drop ${platform}`),
  ]);
  for (const {uid, firedAt} of of('everywhere')) {
    if (uid === 'push-delivery-collapse') expect((firedAt - T) / HOUR).toBeLessThan(3);
  }
});

test('receipts that get lost look like a collapse first, and after a day are told for what they are', () => {
  expect(fired('receipts-lost')).toEqual([
    'push-delivery-collapse huawei',
    'push-delivery-drop huawei',
    'push-receipts-missing huawei',
  ]);
  expect(delay('receipts-lost', 'push-receipts-missing')).toBeGreaterThan(24);
});

test('a channel that refuses every send is a send rate of nothing, and silent', () => {
  expect(fired('unsent')).toEqual(['push-loss-doubled huawei', 'push-platform-silent huawei', 'push-send-drop huawei']);
  for (const uid of ['push-platform-silent', 'push-send-drop']) expect(delay('unsent', uid)).toBeLessThan(3);
});

test('a platform that vanishes from the answers is silent, and nothing else', () => {
  expect(fired('gone')).toEqual(['push-platform-silent huawei']);
  expect(delay('gone', 'push-platform-silent')).toBeLessThan(3);
});

test('a platform whose pushes are no longer clicked is seen within a day and a half', () => {
  expect(fired('unclicked')).toEqual(['push-click-drop huawei']);
  expect(delay('unclicked', 'push-click-drop')).toBeLessThan(36);
});

test('a level that has always been too low is told, and told by nothing else', () => {
  expect(fired('always-low')).toEqual(['push-delivery-floor huawei']);
});

test.each(['campaign', 'to-fcm', 'monday-rush', 'too-small', 'first-losses'])('nothing fires for %s', (name) => {
  expect(of(name)).toEqual([]);
});

test('an expired certificate is told within three hours, and every alert about it names the reason first', () => {
  expect(fired('expired')).toEqual(['push-credentials-refused apns', ...collapsed('apns')]);
  expect(delay('expired', 'push-credentials-refused')).toBeLessThan(3);
  const {description, losses, dashboard_url, runbook_url} = textOf('expired', 'push-delivery-collapse');
  expect(description).toMatch(
    /^Lost most: apns 403 \(config: the provider token expired or is not valid.*\), \d+ pushes; then: apns 410 \(token: the token is no longer active for the app\), \d+ pushes; then: apns 400 \(token: the device token is not valid\), \d+ pushes$/,
  );
  expect(losses).toBe('http://grafana/d/push-losses?from=now-2d&to=now&var-app=expired&var-platform=apns');
  expect(dashboard_url).toBe(
    'http://grafana/d/push-overview?from=now-2d&to=now&viewPanel=34&var-step=1h&var-pushes=chat&var-app=expired&var-platform=apns',
  );
  expect(runbook_url).toBe('http://grafana/d/push-runbook?viewPanel=1');
  expect(
    of('expired').filter(({texts}) => texts.description && !texts.description.startsWith('Lost most: apns 403')),
  ).toEqual([]);
});

test('a platform without a certificate is told for what it is', () => {
  expect(fired('no-certificate')).toEqual([
    'push-credentials-refused huawei',
    'push-loss-doubled huawei',
    'push-platform-silent huawei',
    'push-send-drop huawei',
  ]);
  expect(textOf('no-certificate', 'push-send-drop').description).toMatch(
    /^Lost most: huawei -1 \(config: no certificate id is set for the platform\), \d+ pushes; then: huawei -2 /,
  );
});

test('a quota that is used up at four in the afternoon is told by half past five', () => {
  expect(fired('quota')).toEqual([...collapsed('xiaomi'), 'push-quota-used-up xiaomi']);
  expect(delay('quota', 'push-quota-used-up') - 19).toBeLessThan(2.5);
  expect(textOf('quota', 'push-delivery-collapse').description).toMatch(
    /^Lost most: xiaomi 10034 \(quota: the messages of the day are used up\)/,
  );
});

test('a purge of tokens is a drop with its reason, and told for what it is where the class doubles', () => {
  expect(fired('purge')).toEqual(['push-delivery-drop apns']);
  expect(textOf('purge', 'push-delivery-drop').description).toMatch(/^Lost most: apns 410 \(token: /);
  expect(fired('greater-purge')).toEqual(['push-delivery-drop apns', 'push-loss-doubled apns']);
  expect(textOf('greater-purge', 'push-loss-doubled').summary).toMatch(
    /of the class token, 2\d\.\d+% in the week before$/,
  );
});

test('the outage of a phone maker is told with its reason', () => {
  expect(fired('maker')).toEqual(collapsed('oppo'));
  expect(textOf('maker', 'push-delivery-collapse').description).toMatch(
    /^Lost most: oppo -1 \(vendor: the service is unavailable\)/,
  );
});

test('what happens to broadcasts alone is told of broadcasts', () => {
  const both = ['push-broadcast-credentials-refused', 'push-broadcast-loss-doubled'];
  expect(fired('ads')).toEqual(both.map((uid) => `${uid} apns`));
  for (const {description} of both.map((uid) => textOf('ads', uid)))
    expect(description).toMatch(/^Lost most: apns 403 \(config: the provider token expired [^)]*\), \d+ broadcasts$/);
  expect(textOf('ads', both[0]!).losses).toBe(
    'http://grafana/d/push-losses?from=now-2d&to=now&var-pushes=broadcast&var-app=ads&var-platform=apns',
  );
});

test('every alert is over within two days of the end of what caused it', () => {
  expect(fixture.alerts.episodes.length).toBeGreaterThan(10);
  expect(fixture.alerts.episodes.filter(({resolvedAt}) => resolvedAt === undefined)).toEqual([]);
});

test('an incident fires each alert once: none flaps', () => {
  const names = fixture.alerts.episodes.map(({uid, labels}) => [uid, ...Object.values(labels)].join(' '));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('the collector and Grafana say the same at every look, of every app, platform and class', () => {
  expect(agreements.flatMap(({grafana, collector}) => [...grafana, ...collector])).toEqual([]);
  expect(agreements.filter(({both}) => both.length > 0).length).toBeGreaterThan(50);
});

test('the collector tells each incident once, with its own hours and its reason', () => {
  const byApp = stories.map(({name}) => [name, findings.filter(({app}) => app === name).map(told)]);
  expect(Object.fromEntries(byApp)).toEqual(expected);
});

const ruled = Object.keys(seen).filter((name) => name !== 'campaign');

test.each(ruled)('Grafana names the platform, the hours and the reason of %s, too', (name) => {
  const [report, platform, , , since, until, code] = expected[name]![0]!.split(' ');
  const own = of(name);
  const [begin, end] = [T + Number(since) * HOUR, T + Number(until) * HOUR];
  expect(Math.min(...own.map(({firedAt}) => firedAt))).toBeGreaterThan(begin);
  expect(Math.min(...own.map(({firedAt}) => firedAt))).toBeLessThan(end);
  // A platform with few pushes is not judged at night.
  expect(Math.max(...own.map(({resolvedAt}) => resolvedAt!))).toBeGreaterThan(end);
  for (const {uid, labels} of own) {
    if (platform !== 'all') expect(labels.platform).toBe(platform);
    expect(uid.startsWith('push-broadcast-')).toBe(report === 'broadcast');
  }
  const reason = expect.stringMatching(new RegExp(`^Lost most: ${platform} ${code} \\(`));
  const texts = own.flatMap((alert) => Object.values(alert.texts));
  if (code !== '-') expect(texts).toContainEqual(reason);
});

test('the sentence of an incident is what somebody wants to read at night', () => {
  const sentences = findings
    .filter(({app}) => ['quota', 'everywhere', 'no-certificate', 'campaign'].includes(app))
    .map((finding) => sentence(finding, 'Asia/Shanghai'));
  expect(sentences).toEqual([
    'All platforms at everywhere: delivery fell from 86 % to 34 %, 8 Mar 21:00 – 9 Mar 19:00, about 81,000 pushes. Over.',
    'Huawei at no-certificate: credentials were refused, the send rate fell from 98 % to 0 %, 8 Mar 21:00 – 9 Mar 09:00, about 15,000 pushes; 100 % of the losses: no certificate id is set for the platform. Over.',
    'Xiaomi at quota: delivery fell from 94 % to 0 %, 9 Mar 16:00 – 10 Mar 00:00, about 22,000 pushes; 100 % of the losses: the messages of the day are used up. Over.',
    'campaign: delivery fell from 87 % to 76 % by the mix of platforms alone, 9 Mar 08:00–20:00, about 22,000 pushes; 81 % of the pushes, usually 27 %, are those of APNs, of which 72 % are usually delivered. Over.',
  ]);
});
