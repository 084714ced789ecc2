import {expect, test} from '@jest/globals';
import {csvText} from '../../src/domain/csv.js';

test('rows are lines, cells are parted by commas, and nothing is an empty cell', () => {
  expect(
    csvText([
      ['app', 'sent', 'rate'],
      ['shop', 12, null],
    ]),
  ).toBe('app,sent,rate\r\nshop,12,\r\n');
});

test('a comma, a quote or a new line stays within its cell', () => {
  expect(csvText([['a,b', 'say "hi"', 'two\nlines']])).toBe('"a,b","say ""hi""","two\nlines"\r\n');
});

test.each([
  ['=1+1', `"'=1+1"`],
  ['+SUM(A1)', `"'+SUM(A1)"`],
  ['-2', `"'-2"`],
  ['@cmd', `"'@cmd"`],
  [' =cmd', `"' =cmd"`],
  ['\t=cmd', `"'\t=cmd"`],
  ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
])('a spreadsheet does not take %j for a formula', (text, cell) => {
  expect(csvText([[text]])).toBe(`${cell}\r\n`);
});

test('a number is a number, even a negative one', () => {
  expect(csvText([[-2, 0.5]])).toBe('-2,0.5\r\n');
});
