import {expect, test} from '@jest/globals';
import stringWidth from 'string-width';
import {widthOf} from '../../src/cli/layout.js';
import {reportText} from '../../src/cli/report-text.js';
import {statusTable} from '../../src/cli/status-table.js';
import {table} from '../../src/cli/table.js';
import type {Problem} from '../../src/domain/health.js';
import {ratesOf} from '../../src/domain/rates.js';
import type {JobStatus} from '../../src/views/job-status.js';
import {countsOf} from '../support/fixtures/counts.js';

const widest = (text: string) => Math.max(...text.split('\n').map((line) => stringWidth(line)));

const windows = {settled: 23, fresh: 7, due: 0, rejected: 0, missing: 0, unkept: 0};
const lastRun = {at: '2026-11-25T23:33:00.000Z', ok: true, left: 0, error: '', clockLead: 0};
const shop: JobStatus = {
  app: 'shop-cn',
  report: 'chat',
  step: '1h',
  windows,
  oldestHole: null,
  lag: 2160,
  problems: [],
  foreign: 0,
  lastRun,
};
const failed = {...lastRun, ok: false, error: 'code 90045: the Push service is not enabled; what to do: enable it'};
const oldestHole = {start: '2026-11-01T00:00:00.000Z', expires: '2026-12-01T00:00:00.000Z'};

const ZONE = 'Asia/Shanghai';

test('where nobody looks, and where there is room, status is one line for each job, in the zone', () => {
  const text = statusTable([{...shop, oldestHole}], ZONE);
  expect(text).toBe(
    '1 job of 1 app; times in Asia/Shanghai\n' +
      'app      report  step  settled  fresh  due  rejected  missing  oldest hole       expires           lag    last run\n' +
      'shop-cn  chat    1h         23      7    0         0        0  2026-11-01 08:00  2026-12-01 08:00  0.6 h  2026-11-26 07:33 ok\n',
  );
  expect(statusTable([{...shop, oldestHole}], ZONE, 130)).toBe(text);
});

const hole: JobStatus = {...shop, windows: {...windows, missing: 3, rejected: 2}, oldestHole, lastRun: failed};

test('at 80 columns the windows are one column, which says only what there is', () => {
  expect(statusTable([hole, {...shop, step: '1d', lag: 30_000}, {...shop, app: 'shop-eu'}], ZONE, 80)).toBe(
    [
      '3 jobs of 2 apps; times in Asia/Shanghai',
      'app      report  step  windows              lag    last run',
      'shop-cn  chat    1h    23 settled, 7 fresh  0.6 h  11-26 07:33 failed',
      '                       3 missing',
      '                       expire 12-01 08:00',
      '                       2 rejected',
      '         chat    1d    23 settled, 7 fresh  8.3 h  11-26 07:33 ok',
      'shop-eu  chat    1h    23 settled, 7 fresh  0.6 h  11-26 07:33 ok',
      '',
    ].join('\n'),
  );
});

test('jobs with problems come first', () => {
  const problem: Problem = {kind: 'left', app: 'b', report: 'chat', step: '1h', text: '3 windows are left'};
  const rows = ['a', 'b', 'c'].map((app) => ({...shop, app, problems: app === 'b' ? [problem] : []}));
  const order = (text: string) => [...text.matchAll(/^(\w) +chat/gm)].map(([, app]) => app);
  expect(order(statusTable(rows, ZONE))).toEqual(['b', 'a', 'c']);
  expect(order(statusTable(rows, ZONE, 80))).toEqual(['b', 'a', 'c']);
});

test('at 80 columns eight jobs of twenty apps with long names fit, in trouble or not', () => {
  const rows = Array.from({length: 160}, (_, index) => {
    const app = `news-magazine-${Math.floor(index / 8)}`;
    return {...(index % 3 === 0 ? hole : shop), app, report: 'broadcast-loss', lag: 2_600_000};
  });
  const text = statusTable(rows, ZONE, 80);
  expect(widthOf(text)).toBeLessThanOrEqual(80);
  expect(text.match(/^app news-magazine-\d+$/gm)).toHaveLength(20);
});

test('at 40 columns, and where a table does not fit, status is a block for each job', () => {
  const [first, second] = statusTable([hole, shop], ZONE, 40).split('\n\n');
  expect(first).toBe(
    [
      '2 jobs of 1 app; times in Asia/Shanghai',
      'app       shop-cn',
      'report    chat',
      'step      1h',
      // A terminal goes on in its next line, and so does what is copied from it.
      'windows   23 settled, 7 fresh, 3 missing, expire 12-01 08:00, 2 rejected',
      'lag       0.6 h',
      'last run  11-26 07:33 failed',
    ].join('\n'),
  );
  expect(second).toMatch(/^last run {2}11-26 07:33 ok$/m);
});

const counts = countsOf(12_345_600);
const covered = {collected: 13, expected: 168};
const row = (platform: string | null) => ({app: 'shop-cn', platform, counts, rates: ratesOf(counts), windows: covered});
const report = {
  report: 'chat',
  whyLost: null,
  step: '1h',
  timezone: 'Asia/Shanghai',
  windows: covered,
  from: '2026-11-18T00:00:00Z',
  to: '2026-11-25T00:00:00Z',
  rows: [row(null), row('huawei')],
};

test('at 80 columns a report is a table below each app; at 40 a block for each platform of it', () => {
  const at80 = reportText(report, {columns: 80});
  expect(widest(at80)).toBeLessThanOrEqual(80);
  expect(at80).toMatch(/^app shop-cn\nplatform +sendable +sent +delivered +clicked send +delivery click$/m);
  expect(at80).toMatch(/^huawei +12,345,600 12,345,600 [\d,]+ +[\d,]+ 100\.0 % /m);
  const at40 = reportText(report, {columns: 40});
  expect(at40.match(/^app {12}shop-cn$/gm)).toHaveLength(2);
  expect(at40).toMatch(/^platform {7}huawei\nsendable {7}12,345,600$/m);
});

test('texts that take two columns a letter are reckoned with', () => {
  const text = table(['app', 'why'], [['a', '推送服务未开通 请在控制台开通 然后再试']], 30);
  expect(widest(text)).toBeLessThanOrEqual(30);
  expect(text.replaceAll(/\s+/g, '')).toContain('推送服务未开通请在控制台开通然后再试');
});

test('a cell may have lines of its own, and a foreign text has none', () => {
  expect(table(['app', 'windows'], [['a', ['one', 'two']]])).toBe('app  windows\na    one\n     two\n');
  expect(table(['app', 'why'], [['a\nok', 'b\u001b[2J']])).toBe('app   why\na ok  b [2J\n');
  expect(table(['app', 'windows'], [['a', ['first range', 'second range']]], 8)).toBe(
    'app      a\nwindows  first range, second range\n',
  );
});

test('a table of one column is a block, too, where it does not fit', () => {
  expect(table(['why'], [['a long reason']], 8)).toBe('why  a long reason\n');
});

test('a long reason is wrapped beside its row', () => {
  const text = table(
    ['app', 'step', 'why'],
    [['shop-cn', '1h', 'failed: the Push service is not enabled; enable it']],
    40,
  );
  expect(widest(text)).toBeLessThanOrEqual(40);
  expect(text).toMatch(/^shop-cn 1h +failed: the Push/m);
  expect(text.replaceAll(/\s+/g, ' ')).toContain('enable it');
});

test.each([20, 30, 40, 50, 60, 70, 80, 100, 120, 140])('at %i columns nothing is cut off', (columns) => {
  const text = statusTable([hole, shop], ZONE, columns).replaceAll(/\s+/g, ' ');
  for (const word of ['shop-cn', '23', '0.6 h', '11-26 07:33', 'failed', '12-01']) expect(text).toContain(word);
  expect(text).not.toContain('…');
});
