import {expect, test} from '@jest/globals';
import stringWidth from 'string-width';
import {reportText} from '../../src/cli/report-text.js';
import {statusTable} from '../../src/cli/status.js';
import {table} from '../../src/cli/table.js';
import {ratesOf} from '../../src/domain/rates.js';
import type {JobStatus} from '../../src/views/status.js';
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

test('where nobody looks, and where there is room, status is one line for each job', () => {
  const text = statusTable([shop]);
  expect(text).toBe(
    'app      report  step  settled  fresh  due  rejected  missing  oldest hole  expires  lag    last run\n' +
      'shop-cn  chat    1h         23      7    0         0        0            –        –  0.6 h  2026-11-25 23:33Z ok\n',
  );
  expect(statusTable([shop], 120)).toBe(text);
});

test('at 80 columns status is a table below each app, without the columns that say nothing', () => {
  expect(statusTable([shop, {...shop, step: '1d', lag: 30_000}, {...shop, app: 'shop-eu'}], 80)).toBe(
    [
      'app shop-cn',
      'report step settled fresh due rejected missing lag   last',
      '                                                     run',
      'chat   1h        23     7   0        0       0 0.6 h 2026-11-25 23:33Z ok',
      'chat   1d        23     7   0        0       0 8.3 h 2026-11-25 23:33Z ok',
      '',
      'app shop-eu',
      'report step settled fresh due rejected missing lag   last',
      '                                                     run',
      'chat   1h        23     7   0        0       0 0.6 h 2026-11-25 23:33Z ok',
      '',
    ].join('\n'),
  );
});

test('a long reason is wrapped beside its row', () => {
  const text = statusTable([{...shop, lastRun: failed}], 80);
  expect(widest(text)).toBeLessThanOrEqual(80);
  expect(text).toMatch(/^shop-cn chat +1h +23 +7 +0 +0 +0 0\.6 h 2026-11-25 23:33Z$/m);
  expect(text.replaceAll(/\s+/g, ' ')).toContain('enable it');
});

test('at 40 columns, and where a table does not fit, status is a block for each job', () => {
  const text = statusTable([{...shop, oldestHole, lastRun: failed}, shop], 40);
  const [first, second] = text.split('\n\n');
  expect(first).toBe(
    [
      'app          shop-cn',
      'report       chat',
      'step         1h',
      'settled      23',
      'fresh        7',
      'due          0',
      'rejected     0',
      'missing      0',
      'oldest hole  2026-11-01 00:00Z',
      'expires      2026-12-01 00:00Z',
      'lag          0.6 h',
      // A terminal goes on in its next line, and so does what is copied from it.
      `last run     2026-11-25 23:33Z failed: ${failed.error}`,
    ].join('\n'),
  );
  expect(second).toMatch(/^oldest hole {2}–$/m);
  expect(statusTable([{...shop, oldestHole}], 80)).toMatch(/^oldest hole {2}2026-11-01 00:00Z$/m);
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

test.each([20, 30, 40, 50, 60, 70, 80, 100, 120])('at %i columns nothing is cut off', (columns) => {
  const rows = [{...shop, oldestHole, lastRun: failed}, shop];
  const said = (text: string) => text.replaceAll(/\s+/g, ' ');
  const text = said(statusTable(rows, columns));
  for (const word of ['shop-cn', '23', '0.6 h', '23:33Z', '90045', 'enable it']) expect(text).toContain(word);
  expect(text).not.toContain('…');
});
