import {expect, test} from '@jest/globals';
import {cellsOf, compare, totalsAndPlatforms} from '../../src/audit/cells.js';
import type {Point} from '../../src/domain/point.js';
import {broadcast} from '../../src/timpush/reports/broadcast.js';
import {chatLoss} from '../../src/timpush/reports/chat-loss.js';
import {aContext} from '../timpush/reports/example.js';
import {samples} from '../timpush/reports/samples.js';

const counts = broadcast.transform(samples.broadcast, aContext()).points;
const losses = chatLoss.transform(samples['chat-loss'], aContext()).points;
const plain = (cells: ReadonlyMap<string, number>) => Object.fromEntries(cells);
const at = (time: number, sent: number): Point => ({
  measurement: 'm',
  tags: {app: 'a', platform: 'apns'},
  fields: {sent},
  time,
});

test('points are added up by what they are counts of, receipts apart', () => {
  expect(plain(cellsOf(counts))).toEqual({
    'total total': 900,
    'total sent': 850,
    'total delivered': 400,
    'total clicked': 12,
    'huawei offline total': 500,
    'huawei offline sent': 480,
    'huawei offline delivered': 300,
    'huawei offline clicked': 9,
    'unknown online total': 400,
    'unknown online sent': 370,
    'unknown online delivered': 100,
    'unknown online clicked': 3,
  });
  expect(plain(cellsOf([at(1, 5), at(2, 6)]))).toEqual({'apns sent': 11});
});

test('losses are told by stage and code', () => {
  expect(plain(cellsOf(losses))).toEqual({
    'total ready -1 count': 167,
    'total ready -2 count': 7,
    'total sent 10302 count': 3,
    'apns ready -1 count': 5,
    'huawei ready -1 count': 123,
    'vivo sent 10302 count': 3,
  });
});

test("totals and platforms are told apart; the vendor's own sample does not add up", () => {
  const {totals, platforms} = totalsAndPlatforms(losses);
  expect(plain(totals)).toEqual({'ready -1 count': 167, 'ready -2 count': 7, 'sent 10302 count': 3});
  expect(plain(platforms)).toEqual({'ready -1 count': 128, 'sent 10302 count': 3});
  const ofCounts = totalsAndPlatforms(counts);
  expect([plain(ofCounts.totals), plain(ofCounts.platforms)]).toEqual([
    {total: 900, sent: 850, delivered: 400, clicked: 12},
    {total: 900, sent: 850, delivered: 400, clicked: 12},
  ]);
});

test('every cell counts for itself, and one that a side lacks is 0 there', () => {
  const expected = new Map([
    ['a', 10],
    ['b', 10],
    ['c', 5],
  ]);
  const found = new Map([
    ['a', 7],
    ['b', 13],
    ['c', 5],
    ['d', 1],
  ]);
  expect(compare(expected, found)).toEqual({
    expected: 25,
    found: 26,
    difference: 7,
    cells: [
      {cell: 'a', expected: 10, found: 7},
      {cell: 'b', expected: 10, found: 13},
      {cell: 'd', expected: 0, found: 1},
    ],
  });
  expect(compare(expected, expected)).toEqual({expected: 25, found: 25, difference: 0, cells: []});
});
