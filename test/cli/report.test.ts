import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import stringWidth from 'string-width';
import {reportCsv} from '../../src/cli/report-csv.js';
import {type ReportTextOptions, reportText} from '../../src/cli/report-text.js';
import {ratesOf} from '../../src/domain/rates.js';
import type {PushReport, ReportRow} from '../../src/domain/report-view.js';
import {openDuckDb} from '../../src/duckdb/duckdb-store.js';
import {countsOf, pushPoints} from '../support/fixtures/counts.js';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';

const counts = countsOf(12_345_600);
const row: ReportRow = {
  app: 'shop-cn',
  platform: 'huawei',
  counts,
  rates: ratesOf(counts),
  windows: {collected: 3, expected: 3},
};
const compared = {...row, comparison: {now: counts, before: countsOf(10_000_000), windows: 3, age: '6h'}};
const hours = (start: string, end: string) => ({
  start: `2026-11-24T${start}:00+08:00`,
  end: `2026-11-24T${end}:00+08:00`,
});
const report: PushReport = {
  report: 'chat',
  whyLost: null,
  step: '1h',
  timezone: 'Asia/Shanghai',
  windows: {collected: 13, expected: 168},
  from: '2026-11-17T16:00:00Z',
  to: '2026-11-24T16:00:00Z',
  rows: [row],
};

const widest = (text: string) => Math.max(...text.split('\n').map((line) => stringWidth(line)));
const tableOf = (rows: readonly ReportRow[], options: ReportTextOptions) =>
  reportText({...report, rows}, options).split('; times in Asia/Shanghai\n')[1]!;

describe('for people,', () => {
  test('the title says what is asked about, and times in the zone, which is named once', () => {
    const text = reportText(report, {apps: ['shop-cn'], platform: 'huawei', dated: true});
    expect(text.split('\n')[0]).toBe(
      'Windows of 1h, shop-cn, huawei, that begin between 2026-11-18 00:00 and 2026-11-25 00:00',
    );
    expect(text.match(/Asia/g)).toHaveLength(1);
  });

  test('an hour that lacks windows says so, and one without any has no counts', () => {
    const none = {...row, counts: null, rates: {send: null, delivery: null, click: null}};
    const rows = [
      {...row, counts: countsOf(4500), ...hours('09:00', '10:00')},
      {...none, ...hours('10:00', '11:00'), windows: {collected: 0, expected: 3}},
    ];
    const text = tableOf(rows, {by: 'hour', columns: 80});
    expect(text).toMatch(/^11-24 09:00 3 of 3 +4,500 4,500 /m);
    expect(text).toMatch(/^11-24 10:00 0 of 3 +– +– +– +– +– +– +–$/m);
    expect(widest(text)).toBeLessThanOrEqual(80);
  });

  test('a day that is not there as a whole says from when, or to when', () => {
    const days = [hours('10:00', '18:30'), {start: '2026-11-23T00:00:00+08:00', end: '2026-11-24T00:00:00+08:00'}];
    const text = tableOf(
      days.map((day) => ({...row, ...day})),
      {by: 'day'},
    );
    expect(text).toMatch(/^11-24 from 10:00 to 18:30 /m);
    expect(text).toMatch(/^11-23 {2}/m);
  });

  test('changes stand beside the figures: of counts as a share, of rates in points; and why some are missing', () => {
    const rows = [compared, {...row, app: 'shop-eu', comparison: null, notCompared: 'too young to be compared'}];
    const found = {...report, compared: {step: '1h', windows: 3, age: '6h'}, rows};
    const text = reportText(found, {columns: 80});
    expect(text).toContain(
      'Changes: against the time before, up to 3 windows of 1h of each side, as they were 6h after their end\n' +
        '  not compared: shop-eu: too young to be compared\n',
    );
    expect(text).toMatch(/^shop-cn huawei +12,345,600 \+23 % +100\.0 % \+0\.0 +90\.0 % +\+0\.0 +11\.1 % \+0\.0$/m);
    expect(text).toMatch(/^shop-eu huawei +12,345,600 – +100\.0 % – /m);
  });

  test.each([40, 80])('at %i columns every table fits', (columns) => {
    const rows = [
      {...compared, ...hours('09:00', '10:00')},
      {...compared, ...hours('10:00', '11:00')},
    ];
    for (const by of [undefined, 'app', 'platform', 'hour', 'day'] as const) {
      const text = tableOf(rows, {by, columns});
      expect(widest(text)).toBeLessThanOrEqual(columns);
      expect(text).toContain('12,345,600');
      expect(text).toContain('+23 %');
    }
  });
});

describe('for a spreadsheet,', () => {
  test('every row says its report, time, windows, and both sides of a comparison', () => {
    const own = {...compared, ...hours('09:00', '10:00')};
    const [heading, first, second, end] = reportCsv([report, {...report, rows: [own]}], true).split('\r\n');
    expect(end).toBe('');
    const cells = (line: string) => {
      const values = line.split(',');
      return Object.fromEntries(heading!.split(',').map((name, index) => [name, values[index]]));
    };
    expect(cells(first!)).toMatchObject({
      start: report.from,
      end: report.to,
      windows: '3',
      compared_windows: '',
      change_sent: '',
    });
    expect(cells(second!)).toMatchObject({
      ...{report: 'chat', step: '1h', app: 'shop-cn', platform: 'huawei', event: '', sent: '12345600'},
      ...{start: '2026-11-24T09:00:00+08:00', end: '2026-11-24T10:00:00+08:00'},
      ...{delivery_rate: '0.9', windows: '3', windows_expected: '3'},
      ...{compared_windows: '3', compared_age: '6h', now_sent: '12345600', before_sent: '10000000', not_compared: ''},
      ...{change_sent: '0.23456', points_send_rate: '0', points_delivery_rate: '0', points_click_rate: '0'},
    });
  });

  test('what is not there is empty, and no zero', () => {
    const none = {...row, app: null, platform: null, counts: null};
    expect(reportCsv([{...report, rows: [none]}], false).split('\r\n')[1]).toContain(',,total,,,,,,,,,');
  });
});

describe('asked on the command line,', () => {
  const HOUR = 3600;
  /** A full six hours of Shanghai, at least six hours old. */
  const recent = (Math.floor((Date.now() / 1000 + 2 * HOUR) / (6 * HOUR)) - 2) * 6 * HOUR - 2 * HOUR;
  let bench: TwoApps;

  beforeEach(async () => {
    bench = await openTwoApps();
    const store = await openDuckDb({path: bench.database});
    for (const [app, sent] of [
      ['red', 100],
      ['blue', 10],
    ] as const)
      for (let back = 0; back < 8; back += 1)
        await store.write(pushPoints(app, '6h', recent - back * 6 * HOUR, {fcm: (sent + back) * 10}));
    await store.close();
  });
  afterEach(() => bench.close());

  test('filters, grouping and comparison come together', async () => {
    const from = new Date((recent - 18 * HOUR) * 1000).toISOString();
    const to = new Date((recent + 6 * HOUR) * 1000).toISOString();
    const asked = ['--from', from, '--to', to, '--app', 'red', '--platform', 'fcm', '--by', 'app', '--compare'];
    const {code, stdout} = await bench.run('report', ...asked, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      compared: {step: '6h', windows: 4, age: null},
      rows: [{app: 'red', platform: 'fcm', comparison: {now: {sent: 4060}, before: {sent: 4220}}}],
    });
    expect((await bench.run('report', ...asked)).stdout).toMatch(/^red +4,060 +−4 % /m);
    expect((await bench.run('report', ...asked, '--csv')).stdout).toMatch(/\r\nchat,6h,.*,red,fcm,,4060,4060,/);
  });

  test.each([
    [['--app', 'rde'], 'app: “rde” is not configured, was “red” meant?'],
    [['--platform', 'fmc'], 'was “fcm” meant?'],
    [['--by', 'days'], 'was “day” meant?'],
    [['--to', '2026-11-01'], '--to: it needs --from, too'],
    [['--csv', '--last', 'week'], 'week'],
    [['--campaigns', '--csv'], '--csv: it is not for --campaigns'],
    [['--from', '2026-11-01', '--last', '7d'], '--last'],
    [['--campaigns', '--by', 'app'], '--by: it is not for --campaigns'],
    [['--campaigns', '--app', 'rde'], 'was “red” meant?'],
  ])('%j is bad usage', async (options, message) => {
    const {code, stderr} = await bench.run('report', ...options);
    expect({code, stderr}).toEqual({code: 2, stderr: expect.stringContaining(message)});
  });
});
