import {expect, test} from '@jest/globals';
import {countFields, measurement} from '../../src/domain/measurements.js';
import {at} from '../support/doubles/manual-clock.js';
import {shopWithIncident} from '../support/fixtures/shop-with-incident.js';

test('an incident is named, with who moved the rate, in which hour most was missing, and what was lost', async () => {
  const {collector} = await shopWithIncident();
  const why = await collector.why({from: '2026-03-18', to: '2026-03-19'});
  expect(why.summary).toMatch(
    /^Huawei at shop: delivery fell from 90 % to 30 %, 18 Mar 14:00–20:00, about 3,600 pushes; 100 % of the losses: flow control/,
  );
  expect(why).toMatchObject({app: null, platform: null, report: 'chat', step: '1h', rate: 'delivery', notCompared: []});
  expect(why.compared).toMatchObject({step: '1h', windows: 24, of: 24, beforeTo: why.compared!.from});
  const [, delivery] = why.changes;
  expect(delivery).toMatchObject({rate: 'delivery', before: 0.9, parts: [{name: 'huawei'}, {name: 'xiaomi'}]});
  // Six of 24 hours, of a quarter of the pushes, by 60 points.
  expect(delivery!.parts[0]!.moved).toBeCloseTo(-0.0375);
  expect(delivery!.change).toBeCloseTo(-0.0375);
  expect(delivery!.mix).toBeCloseTo(0);
  expect(why.times).toHaveLength(24);
  expect(why.times.filter(({isWorst}) => isWorst)).toMatchObject([{start: '2026-03-18T06:00:00Z', rate: 0.75}]);
  expect(why.whyLost!.rows[0]).toMatchObject({platform: 'huawei', code: '503', count: 6 * 700 + 18 * 100});
});

test('of one platform apps are told apart', async () => {
  const {collector} = await shopWithIncident({apps: ['shop', 'news']});
  const why = await collector.why({platform: 'huawei', from: '2026-03-18', to: '2026-03-19'});
  const delivery = why.changes.find(({rate}) => rate === 'delivery')!;
  expect(delivery.parts.map(({name}) => name)).toEqual(['shop', 'news']);
  expect(delivery.parts[0]!.moved).toBeCloseTo(-0.075);
});

test('where nothing is unusual it says so, and what was looked at', async () => {
  const {collector} = await shopWithIncident({quiet: true});
  const why = await collector.why({last: '7d', app: 'shop', platform: 'xiaomi'});
  expect(why.findings).toEqual([]);
  expect(why.summary).toBe('Nothing unusual in 7 days (168 of 168 windows).');
});

test('where nothing was collected nothing can be said', async () => {
  const {collector} = await shopWithIncident({hours: 0});
  const why = await collector.why({from: '2026-03-18', to: '2026-03-19'});
  expect(why.summary).toBe('Nothing can be said: not one of 24 windows is there.');
  expect(why).toMatchObject({counts: null, compared: null, changes: []});
});

test('without the time before nothing is compared, but the finding stands', async () => {
  const {collector} = await shopWithIncident({hours: 60});
  const why = await collector.why({from: '2026-03-18', to: '2026-03-19'});
  expect(why).toMatchObject({compared: null, notCompared: ['shop'], changes: []});
});

test('a platform that is gone has moved the rate', async () => {
  const {store, collector} = await shopWithIncident({quiet: true});
  const begin = at('2026-03-17T16:00:00Z');
  const counts = {total: 1000, sent: 1000, delivered: 300, receipt_sent: 1000, receipt_delivered: 300};
  const fields = {...Object.fromEntries(countFields.map((field) => [field, 0])), ...counts};
  const tags = {app: 'shop', sdkappid: '1400000001', platform: 'oppo'};
  for (let ago = 1; ago <= 24; ago += 1)
    await store.write([{measurement: measurement.chatPlatform('1h'), tags, fields, time: begin - ago * 3600}]);
  const why = await collector.why({from: '2026-03-18', to: '2026-03-19'});
  const delivery = why.changes.find(({rate}) => rate === 'delivery')!;
  expect(delivery.before).toBeCloseTo((900 + 2700 + 300) / 5000);
  expect(delivery.parts.map(({name}) => name)).toContain('oppo');
});

test('what still grows is not the worst hour', async () => {
  const {store, collector} = await shopWithIncident({quiet: true});
  const why = await collector.why({last: '2d'});
  expect(why.times.filter(({isYoung}) => isYoung)).toHaveLength(24);
  expect(why.times.some(({isWorst}) => isWorst)).toBe(false);
  expect(store).toBeDefined();
});

test('an app that nobody has is refused', async () => {
  const {collector} = await shopWithIncident({hours: 1});
  await expect(collector.why({app: 'shopp'})).rejects.toThrow('was “shop” meant?');
});
