import {expect, test} from '@jest/globals';
import type {Point} from '../../src/domain/point.js';
import {withAged} from '../../src/timpush/aged.js';
import {chat} from '../../src/timpush/reports/chat.js';
import {at} from '../support/doubles/manual-clock.js';
import {anEntry} from '../support/fixtures/examples.js';
import {aContext, sample} from './reports/example.js';

/** The window ends at 01:00. */
const refresh = [
  {name: '10m', seconds: 600},
  {name: '1h', seconds: 3600},
  {name: '6h', seconds: 21_600},
  {name: '1d', seconds: 86_400},
];
const point: Point = {
  measurement: 'timpush_chat_total_1h',
  tags: {app: 'shop'},
  fields: {sent: 3},
  time: 1_772_323_200,
};
const ages = (fetchedAt: string, before?: string, outcome: 'ok' | 'rejected' = 'ok') => {
  const previous = before === undefined ? undefined : anEntry({fetchedAt: at(before), outcome});
  return withAged([point], aContext({refresh, fetchedAt: at(fetchedAt), previous}))
    .slice(1)
    .map(({tags}) => tags.age);
};

test('a point comes first as it is, then as copies under the names of the ages', () => {
  const context = aContext({refresh, fetchedAt: at('2026-03-01T02:00Z')});
  expect(withAged([point], context)).toEqual([
    point,
    {...point, measurement: 'timpush_chat_total_1h_aged', tags: {app: 'shop', age: '10m'}},
    {...point, measurement: 'timpush_chat_total_1h_aged', tags: {app: 'shop', age: '1h'}},
  ]);
});

test('an age is reached by the first fetch at or after it', () => {
  expect(ages('2026-03-01T01:09:59Z')).toEqual([]);
  expect(ages('2026-03-01T01:10Z')).toEqual(['10m']);
  expect(ages('2026-03-01T01:20Z', '2026-03-01T01:10Z')).toEqual([]);
  expect(ages('2026-03-01T02:00Z', '2026-03-01T01:10Z')).toEqual(['1h']);
  expect(ages('2026-03-01T02:00Z', '2026-03-01T01:09:59Z')).toEqual(['10m', '1h']);
});

test('a fetch that is more than an hour late for a young age leaves it out', () => {
  expect(ages('2026-03-01T02:10Z')).toEqual(['10m', '1h']);
  expect(ages('2026-03-01T02:10:01Z')).toEqual(['1h']);
  expect(ages('2026-03-01T03:00:01Z')).toEqual([]);
});

test('a fetch that is late for an old age by more than a quarter of it leaves it out', () => {
  expect(ages('2026-03-01T08:30Z')).toEqual(['6h']);
  expect(ages('2026-03-01T08:30:01Z')).toEqual([]);
  expect(ages('2026-03-02T07:00Z')).toEqual(['1d']);
  expect(ages('2026-03-02T07:00:01Z')).toEqual([]);
});

test('a settled window that is asked again by force has no new ages', () => {
  expect(ages('2026-03-02T01:30Z', '2026-03-02T01:00Z')).toEqual([]);
});

test('a rejected fetch showed no counts, so the next one is the first', () => {
  expect(ages('2026-03-01T01:30Z', '2026-03-01T01:10Z', 'rejected')).toEqual(['10m']);
  expect(ages('2026-03-01T07:00Z', '2026-03-01T01:10Z', 'rejected')).toEqual(['6h']);
});

test('an answer of the report has a copy of every point, of totals, platforms and vanished platforms alike', () => {
  const previous = anEntry({platforms: ['vivo'], fetchedAt: at('2026-03-01T01:10Z')});
  const {points} = chat.transform(sample, aContext({refresh, fetchedAt: at('2026-03-01T02:00Z'), previous}));
  const aged = points.filter(({tags}) => tags.age === '1h');
  const plain = points.filter(({tags}) => tags.age === undefined);
  expect(plain).toHaveLength(5);
  expect(points).toHaveLength(10);
  expect(aged).toEqual(
    plain.map((each) => ({...each, measurement: `${each.measurement}_aged`, tags: {...each.tags, age: '1h'}})),
  );
});

test('an earlier fetch from the future, by a clock that was ahead, reached no age', () => {
  expect(ages('2026-03-01T01:10Z', '2026-03-03T01:00Z')).toEqual(['10m']);
});

test('an answer to a clock that is behind is of no known age', () => {
  const context = aContext({refresh, fetchedAt: at('2026-03-01T01:10Z'), clockLead: -7200});
  expect(withAged([point], context)).toEqual([point]);
});
