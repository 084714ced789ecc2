import {expect, test} from '@jest/globals';
import type {Inventory} from '../../src/domain/ports.js';
import {piecesOf} from '../../src/export/pieces.js';

const DAY = 86_400;
const day = (measurement: string, n: number, points: number): Inventory => ({measurement, time: n * DAY, points});
const pieces = (found: Inventory[]) => piecesOf({inventory: async () => found}, 100);
const spans = (found: Awaited<ReturnType<typeof pieces>>) => found.map(({span}) => [span.start / DAY, span.end / DAY]);

test('days go together as long as they are few points, in the order of time', async () => {
  const found = await pieces([day('timpush_run', 9, 60), day('timpush_run', 1, 40), day('timpush_run', 2, 50)]);
  expect(spans(found)).toEqual([
    [1, 3],
    [9, 10],
  ]);
});

test('a day that is too large is cut into hours, and no other day joins it', async () => {
  const found = await pieces([day('timpush_run', 1, 1000), day('timpush_run', 2, 1)]);
  expect(found).toHaveLength(25);
  expect(found[23]!.span).toEqual({start: DAY + 23 * 3600, end: 2 * DAY});
  expect(spans(found).at(24)).toEqual([2, 3]);
});

test('what tells of others comes last, the ledger after all', async () => {
  const names = ['timpush_ledger', 'timpush_campaign_total', 'timpush_run', 'timpush_campaign_platform'];
  expect((await pieces(names.map((name) => day(name, 1, 1)))).map(({measurement}) => measurement)).toEqual([
    'timpush_campaign_platform',
    'timpush_run',
    'timpush_campaign_total',
    'timpush_ledger',
  ]);
});
