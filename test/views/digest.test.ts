import {expect, test} from '@jest/globals';
import {shopWithIncident} from '../support/fixtures/shop-with-incident.js';

test('a week has its figures, the worst app first, findings, and how collecting does', async () => {
  // The one with the incident is the last by name.
  const {collector} = await shopWithIncident({apps: ['shop', 'news']});
  const digest = await collector.digest({});
  expect(digest).toMatchObject({timezone: 'Asia/Shanghai', summary: '1 finding, all over.'});
  expect(digest.findings).toMatchObject([{kind: 'delivery', app: 'shop', platform: 'huawei'}]);
  const [chat, ...others] = digest.reports;
  expect(others).toEqual([]);
  expect(chat!.apps.map(({app, severity, findings}) => [app, severity, findings])).toEqual([
    ['shop', 'critical', 1],
    ['news', null, 0],
  ]);
  expect(chat!.total).toMatchObject({counts: {sent: 2 * 168 * 4000}, windows: {collected: 336, expected: 336}});
  expect(chat!.basis).toMatchObject({step: '1h'});
  expect(digest.collecting).toMatchObject({apps: 2, jobs: 4, windows: {settled: 2 * 143, missing: 336}, findings: []});
  expect(digest.collecting.oldestHole).toMatchObject({app: 'shop', report: 'chat'});
});

test('a quiet week says so', async () => {
  const {collector} = await shopWithIncident({quiet: true});
  const {summary, findings} = await collector.digest({last: '7d', report: 'chat'});
  expect([summary, findings]).toEqual(['Nothing unusual in 7 days (168 of 168 windows).', []]);
});

test('an app of which nothing is there is named, and an empty store is not called quiet', async () => {
  const {store} = await shopWithIncident({quiet: true});
  const {collector} = await shopWithIncident({apps: ['shop', 'news'], hours: 0, store});
  expect((await collector.digest({})).reports).toMatchObject([{apps: [{app: 'shop'}], missing: ['news']}]);
  const empty = await shopWithIncident({hours: 0});
  const {summary, reports} = await empty.collector.digest({});
  expect([summary, reports]).toEqual(['Nothing can be said: not one of 168 windows is there.', []]);
});

test('more apps than one answer of findings judges have a digest, too', async () => {
  const apps = Array.from({length: 1200}, (_, index) => `shop-${index}`);
  const {collector} = await shopWithIncident({apps, hours: 0});
  await expect(collector.findings({last: '7d'})).rejects.toThrow('windows (1,200 apps × 168)');
  expect((await collector.digest({last: '7d'})).collecting).toMatchObject({apps: 1200});
});

test.each<[object, string]>([
  [{app: 'shop'}, '“app” is not asked here'],
  [{report: 'mail'}, 'report: no job collects “mail”'],
])('%p is refused', async (query, message) => {
  const {collector} = await shopWithIncident({hours: 1});
  await expect(collector.digest(query)).rejects.toThrow(message);
});
