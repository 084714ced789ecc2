import {expect, test} from '@jest/globals';
import {at} from '../support/doubles/manual-clock.js';
import {
  type Asked,
  campaigning,
  channel,
  DAY,
  ids,
  result,
  results,
  SEEN,
  spring,
} from '../support/fixtures/campaign-fixture.js';
import {anApp} from '../support/fixtures/examples.js';

test('a campaign becomes a point of its total and one of each channel, at the beginning of the local day', async () => {
  const {run, points} = campaigning(() => results(result('spring', 10, channel(1, 3, 6), channel(2, 0, 4))));
  expect(await run()).toMatchObject({
    windowsOk: 1,
    windowsFailed: 0,
    windowsLeft: 0,
    calls: 1,
    retries: 0,
    error: undefined,
  });
  const tags = {app: 'shop', sdkappid: '1400000001', task: 'spring'};
  const time = at('2026-02-28T16:00:00Z');
  const asked = {name: 'Spring sale', fetched_at: at(SEEN)};
  const four = (n: number) => ({total: 4 * n, sent: 3 * n, delivered: 2 * n, clicked: n});
  const seven = (n: number, receipts = n) => ({
    ...four(n),
    receipt_sent: 3 * receipts,
    receipt_delivered: 2 * receipts,
    receipt_clicked: receipts,
  });
  expect(await points('total')).toEqual([
    {
      measurement: 'timpush_campaign_total',
      tags,
      fields: {...seven(10), ...asked, appeared_at: at(SEEN), outcome: 'ok', error_code: 0},
      time,
    },
  ]);
  expect(await points('platform')).toEqual([
    {
      measurement: 'timpush_campaign_platform',
      tags: {...tags, platform: 'huawei', event: 'offline'},
      fields: {...seven(6), ...asked},
      time,
    },
    {
      measurement: 'timpush_campaign_platform',
      tags: {...tags, platform: 'unknown', event: 'online'},
      fields: {...seven(4), ...asked},
      time,
    },
  ]);
});

test('the span asked for is the month that the vendor remembers', async () => {
  const {run, source} = campaigning();
  await run();
  expect(source.asked).toEqual([
    {
      name: 'campaigns',
      command: 'all_member_push_statistics',
      request: {StartTime: at(SEEN) - 30 * DAY + 3600, EndTime: at(SEEN), TaskID: ['spring']},
    },
  ]);
});

test('five ids go into one call, those that are due and no others', async () => {
  const {run, asked, clock} = campaigning();
  await run(ids('a', 'b', 'c', 'd', 'e', 'f', 'g'));
  clock.set('2026-03-01T09:05:00Z');
  await run(ids('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'));
  await run(ids('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'));
  expect(asked()).toEqual([['a', 'b', 'c', 'd', 'e'], ['f', 'g'], ['h']]);
});

test('the points stay where they are, on whatever day and in whatever zone they are asked for again', async () => {
  const {run, points, clock, asked} = campaigning(({TaskID: [id]}, n) =>
    results(result(id!, n + 1, channel(1, 3, n + 1))),
  );
  await run();
  clock.set('2026-03-02T17:00:00Z');
  await run([spring], {app: anApp({timezone: 'America/New_York'})});
  expect(asked()).toHaveLength(2);
  const both = [...(await points('total')), ...(await points('platform'))];
  expect(both.map(({time, fields}) => [time, fields.clicked, fields.fetched_at])).toEqual([
    [at('2026-02-28T16:00:00Z'), 2, at('2026-03-02T17:00:00Z')],
    [at('2026-02-28T16:00:00Z'), 2, at('2026-03-02T17:00:00Z')],
  ]);
  expect((await points('total'))[0]!.fields.appeared_at).toBe(at(SEEN));
});

test('the total is written last: it says that the task was asked for', async () => {
  const {run, written} = campaigning(() => results(result('spring', 2, channel(1, 1, 1), channel(1, 3, 1))));
  await run();
  const [platform, total] = ['timpush_campaign_platform', 'timpush_campaign_total'];
  expect(written).toEqual([platform, platform, total, 'timpush_run']);
});

test('after a crash before the total, the day of the channels that are there is the one that counts', async () => {
  const {run, points, store, clock} = campaigning(() => results(result('spring', 2, channel(1, 1, 2))));
  const tags = {app: 'shop', sdkappid: '1400000001', task: 'spring', platform: 'fcm', event: 'offline'};
  const fields = {total: 9, sent: 9, name: 'Spring sale'};
  const time = at('2026-02-28T16:00:00Z');
  await store.write([{measurement: 'timpush_campaign_platform', tags, fields, time}]);
  clock.set('2026-03-02T09:00:00Z');
  await run();
  expect((await points('total')).map((point) => point.time)).toEqual([time]);
  const rows = (await points('platform')).map(({tags: {platform}, fields: {total}, time: t}) => [platform, total, t]);
  expect(rows).toEqual([
    ['fcm', 0, time],
    ['apns', 8, time],
  ]);
});

test('a channel that an earlier answer had is written as zeros', async () => {
  const script = (_: Asked, n: number) =>
    results(n === 0 ? result('spring', 5, channel(1, 3, 3), channel(2, 0, 2)) : result('spring', 6, channel(2, 0, 6)));
  const {run, points, clock} = campaigning(script);
  await run();
  clock.set('2026-03-01T09:10:00Z');
  await run();
  const rows = (await points('platform')).map(({tags: {platform}, fields: {total, receipt_sent}}) => [
    platform,
    total,
    receipt_sent,
  ]);
  expect(rows).toEqual([
    ['huawei', 0, 0],
    ['unknown', 24, 18],
  ]);
});

test('a new name of a task is written to all of its points, without a call', async () => {
  const {run, points, asked} = campaigning(() => results(result('spring', 5, channel(1, 3, 5))));
  await run();
  await run([{taskId: 'spring', name: 'The big sale'}]);
  expect(asked()).toHaveLength(1);
  const both = [...(await points('total')), ...(await points('platform'))];
  expect(both.map(({fields: {name, clicked}}) => [name, clicked])).toEqual([
    ['The big sale', 5],
    ['The big sale', 5],
  ]);
});

test('a run sums itself up as a point, and an app that the store knows under another name is refused', async () => {
  const {run, store, asked} = campaigning();
  await run();
  const [point] = await store.points({measurement: 'timpush_run', span: {start: 0, end: 9e9}});
  expect(point).toMatchObject({
    tags: {app: 'shop', sdkappid: '1400000001', report: 'campaigns', step: 'task'},
    fields: {ok: 1, windows_ok: 1, calls: 1},
  });
  expect((await run([spring], {app: anApp({name: 'store'})})).error).toMatchObject({recovery: 'stop'});
  expect(asked()).toHaveLength(1);
});

test('what is wrong with the list of campaigns is the error of a run that is otherwise well', async () => {
  const {run} = campaigning();
  const summary = await run([spring], {problem: 'campaigns.yaml is not plain YAML'});
  expect(summary).toMatchObject({windowsOk: 1, error: {message: 'campaigns.yaml is not plain YAML'}});
});
