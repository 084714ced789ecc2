import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import stringWidth from 'string-width';
import {timesText} from '../../src/cli/times-text.js';
import {whyText} from '../../src/cli/why-text.js';
import {shopWithIncident} from '../support/fixtures/shop-with-incident.js';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';

const widest = (text: string) => Math.max(...text.split('\n').map((line) => stringWidth(line)));
const day = {from: '2026-03-18', to: '2026-03-19'};

test('the finding comes first, with what to do; then who moved the rate, the hours, and what was lost', async () => {
  const {collector} = await shopWithIncident();
  const text = whyText(await collector.why(day), 80);
  const parts = [
    'all apps, 2026-03-18 00:00 to 2026-03-19 00:00 (Asia/Shanghai): 24 of 24 windows\n',
    'critical: Huawei at shop: delivery fell from 90 % to 30 %, 18 Mar 14:00–20:00,\n',
    '- huawei 503 (100 %): Spread the pushes over more time',
    'Delivery rate of chat: 86.3 %, before 90.0 %: −3.7 points\n',
    'Against the equally long time before: 24 of 24 windows of 1h, final after 1d\n',
    'huawei    75.0 %  90.0 %  25.0 %  −3.8\n',
    'xiaomi    90.0 %  90.0 %  75.0 %  +0.0\n',
    'all                               −3.7\n',
    'By windows of 1h: █ is 90.0 %, ▁ 45.0 % or less, · none; worst: 2026-03-18',
    '03-18 ██████████████▆▆▆▆▆▆████\n                    ^ worst\n',
    'Lost most:\n',
    'Closer: timpush-collector why --app shop --platform huawei --from\n  2026-03-18T14:00:00+08:00 --to 2026-03-18T20:00:00+08:00\n',
  ];
  let found = -1;
  for (const part of parts) {
    expect(text).toContain(part);
    expect(text.indexOf(part)).toBeGreaterThan(found);
    found = text.indexOf(part);
  }
});

test('windows of some hours and of days have their places', async () => {
  const {collector} = await shopWithIncident();
  const view = await collector.why(day);
  const [first] = view.times;
  const window = (start: string, end: string, rate: number | null) => ({...first!, start, end, rate, isWorst: false});
  const six = [
    window('2026-03-17T22:00:00Z', '2026-03-18T04:00:00Z', 0.9),
    window('2026-03-18T04:00:00Z', '2026-03-18T10:00:00Z', null),
  ];
  expect(timesText({...view, step: '6h', times: six})).toContain(
    'By windows of 6h: █ is 90.0 %, ▁ 45.0 % or less, · none\n03-18  █·\n',
  );
  const days = [
    window('2026-03-01T16:00:00Z', '2026-03-02T16:00:00Z', 0.4),
    {...window('2026-03-02T16:00:00Z', '2026-03-03T16:00:00Z', 0.8), isWorst: true},
  ];
  expect(timesText({...view, step: '1d', times: days})).toContain(
    '; worst: 2026-03-03, 80.0 %\n2026-03  ▁█\n          ^ worst\n',
  );
});

test.each([40, 80])('at %i columns nothing is wider', async (columns) => {
  const {collector} = await shopWithIncident();
  for (const query of [{}, day, {...day, app: 'shop', platform: 'huawei'}, {last: '1d'}]) {
    const text = whyText(await collector.why(query), columns);
    expect(widest(text)).toBeLessThanOrEqual(columns);
    expect(text).toContain('█');
  }
});

test('of many apps the rest is added up', async () => {
  const apps = Array.from({length: 14}, (_, index) => `shop-${index}`);
  const {collector} = await shopWithIncident({apps, hours: 5 * 24});
  const text = whyText(await collector.why({...day, platform: 'huawei'}));
  expect(text).toMatch(/\nshop-0 +75\.0 % +90\.0 % +7\.1 % +−1\.1\n/);
  expect(text).toMatch(/\n2 others +\+0\.0\nmix /);
});

test('who looks at the very incident is sent nowhere', async () => {
  const {collector} = await shopWithIncident();
  expect(whyText(await collector.why({...day, app: 'shop', platform: 'huawei'}))).not.toContain('Closer');
});

test('where nothing is unusual it says so, what was looked at, and why nothing is compared', async () => {
  const {collector} = await shopWithIncident({quiet: true, hours: 30});
  const text = whyText(await collector.why({last: '1d', app: 'shop'}), 80);
  expect(text).toContain('\nNothing unusual in 1 day (24 of 24 windows).\nLooked at, hour by hour');
  expect(text).toContain('\nDelivery rate of chat: 90.0 %\n');
  expect(text).toContain('\nNot compared: of the time before, not all is there at the same age\n');
});

test('of an empty store nothing but that is said', async () => {
  const {collector} = await shopWithIncident({hours: 0});
  const text = whyText(await collector.why(day), 80);
  expect(text).toContain('Nothing can be said: not one of 24 windows is there.');
  expect(text).not.toMatch(/rate of|Lost/);
});

describe('asked on the command line,', () => {
  let bench: TwoApps;
  beforeEach(async () => {
    bench = await openTwoApps();
    await bench.makeDatabase();
  });
  afterEach(() => bench.close());

  test('it answers for people and for programs', async () => {
    await bench.run('collect');
    expect(await bench.run('why', '--last', '2d')).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^all apps, /),
    });
    const {stdout} = await bench.run('why', '--last', '2d', '--app', 'red', '--json');
    expect(JSON.parse(stdout)).toMatchObject({app: 'red', report: 'chat', step: '6h'});
  });

  test.each([
    [['--app', 'rde'], 'app: “rde” is not configured, was “red” meant?'],
    [['--platform', 'fmc'], 'was “fcm” meant?'],
    [['--report', 'mail'], 'no job collects “mail”'],
    [['--to', '2026-11-01'], '--to: it needs --from, too'],
    [['--last', 'week'], 'week'],
    [['--from', '2026-11-01', '--last', '7d'], '--last'],
  ])('%j is bad usage', async (options, message) => {
    const {code, stderr} = await bench.run('why', ...options);
    expect({code, stderr}).toEqual({code: 2, stderr: expect.stringContaining(message)});
  });
});
