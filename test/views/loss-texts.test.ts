import {beforeEach, expect, test} from '@jest/globals';
import {keyOfTags, type Point} from '../../src/domain/point.js';
import type {PointQuery} from '../../src/domain/ports.js';
import {lossTexts} from '../../src/views/loss-texts.js';
import {MemoryStore} from '../support/doubles/memory-store.js';

const HOUR = 3600;
const END = 1_800_000_000;
const measurement = 'timpush_chat_loss_1h';
const by = ['app', 'platform', 'stage', 'class', 'code'];
const asked = {measurement, by, span: {start: END - 30 * 24 * HOUR, end: END}};
const tags = (code: string, app = 'shop') => ({app, platform: 'huawei', stage: 'sent', class: 'user', code});
const row = (of: Record<string, string>) => ({tags: of, points: 1, fields: {count: 1}});

let store: MemoryStore;
let spans: PointQuery['span'][];
const reading = {
  points: (query: PointQuery) => {
    spans.push(query.span);
    return store.points(query);
  },
};
beforeEach(() => {
  store = new MemoryStore();
  spans = [];
});

function told(hoursAgo: number, of: Record<string, string>, text: string): Point {
  return {measurement, tags: of, fields: {count: 1, text}, time: END - hoursAgo * HOUR};
}

test('words of the newest day are the latest, and nothing older is read', async () => {
  await store.write([
    told(2, tags('503'), 'new words'),
    told(4, tags('503'), 'old words'),
    told(2, tags('1'), 'other'),
  ]);
  const texts = await lossTexts([row(tags('503'))], asked, reading);
  expect(texts.get(keyOfTags(tags('503')))).toBe('new words');
  expect(spans).toEqual([{start: END - 24 * HOUR, end: END}]);
});

test('for a reason that was told long ago only, pieces twice as long are read until the span begins', async () => {
  await store.write([
    told(2, tags('503'), 'today'),
    told(500, tags('7'), 'long ago'),
    told(800, tags('8'), 'before it'),
  ]);
  const texts = await lossTexts([row(tags('503')), row(tags('7')), row(tags('8'))], asked, reading);
  expect([...texts.values()].sort()).toEqual(['long ago', 'today']);
  expect(spans.map(({start, end}) => (end - start) / 24 / HOUR)).toEqual([1, 2, 4, 8, 15]);
  expect(spans.at(-1)!.start).toBe(asked.span.start);
});

test('words of another app are not taken', async () => {
  await store.write([told(2, tags('503', 'news'), 'of news')]);
  expect(await lossTexts([row(tags('503'))], asked, reading)).toEqual(new Map());
});
