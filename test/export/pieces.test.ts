import {expect, test} from '@jest/globals';
import type {Inventory} from '../../src/domain/ports.js';
import {piecesOf} from '../../src/export/pieces.js';
import {type Scope, wantedBy} from '../../src/export/scope.js';

const DAY = 86_400;
const day = (measurement: string, n: number, points: number): Inventory => ({measurement, time: n * DAY, points});
const pieces = (found: Inventory[], scope: Scope = {}) =>
  piecesOf({inventory: async () => found}, wantedBy(scope), {most: 100});
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

test('pieces end where what is wanted ends, in a day that is cut into hours, too', async () => {
  const scope = {from: DAY + 5400, to: 3 * DAY - 1, apps: ['shop']};
  const found = await pieces([day('timpush_run', 1, 1000), day('timpush_run', 2, 1)], scope);
  expect(found).toHaveLength(24);
  expect(found[0]).toEqual({
    measurement: 'timpush_run',
    span: {start: DAY + 5400, end: DAY + 7200},
    tags: {app: ['shop']},
  });
  expect(found[23]!.span).toEqual({start: 2 * DAY, end: 3 * DAY - 1});
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
