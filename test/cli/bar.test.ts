import {expect, test} from '@jest/globals';
import {barLine} from '../../src/cli/bar.js';
import {columnsOf} from '../../src/cli/terminal.js';

const pass = {done: 50, planned: 200, left: 150, retries: 3, rate: '9.5', toGo: '2m'};

test.each([
  [120, '==========------------------------------ 50/200 windows, 150 left, 9.5 calls/s, 3 retries, 2m to go'],
  [79, '=====--------------- 50/200 windows, 150 left, 9.5 calls/s, 3 retries, 2m to go'],
  [60, '======---------------- 50/200 windows, 9.5 calls/s, 2m to go'],
  [39, '====---------- 50/200 windows, 2m to go'],
  [24, '==------- 50/200 windows'],
  [10, '50/200'],
])('at %i columns the bar takes what the words leave', (columns, line) => {
  expect(barLine(pass, columns)).toBe(line);
});

test.each(Array.from({length: 130}, (_, columns) => columns))('at %i columns the line is no longer', (columns) => {
  const line = barLine({...pass, planned: 1_000_000, done: 999_999}, columns);
  expect(line.length).toBeLessThanOrEqual(columns);
  expect(line).toContain('999999/1000000'.slice(0, columns));
});

test('a pass that has nothing to do yet, or more than was planned, draws no more than a bar', () => {
  expect(barLine({...pass, done: 0, planned: 0}, 30)).toMatch(/^-+ 0\/0 windows/);
  expect(barLine({...pass, done: 9, planned: 3}, 30)).toMatch(/^=+ 9\/3 windows/);
});

test('how wide a line may be is what the terminal says, or COLUMNS; where nobody looks there is no limit', () => {
  const write = () => true;
  expect(columnsOf({write, isTTY: true, columns: 40}, {COLUMNS: '200'})).toBe(40);
  expect(columnsOf({write, isTTY: true, columns: 0}, {})).toBe(80);
  expect(columnsOf({write}, {COLUMNS: '100'})).toBe(100);
  expect(columnsOf({write}, {COLUMNS: 'wide'})).toBeUndefined();
  expect(columnsOf({write}, {})).toBeUndefined();
});
