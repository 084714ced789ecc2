import {expect, test} from '@jest/globals';
import type {Span} from '../../src/domain/window.js';
import {latestOf} from '../../src/influx/latest.js';
import type {Series} from '../../src/influx/series.js';

const WEEK = 7 * 86_400;
const NOW = 1_800_000_000;

const spanOf = (statement: string): Span => {
  const [, start, end] = /time >= (\d+)s AND time < (\d+)s/.exec(statement)!;
  return {start: Number(start), end: Number(end)};
};

/** A server that holds points at these times, and needs so long for each week that is not empty. */
function server(times: Readonly<Record<string, number>>, msForWeek: number) {
  let elapsedMs = 0;
  const asked: Span[] = [];
  const oldest = Math.min(...Object.values(times));
  const ask = async (statement: string): Promise<Series[]> => {
    const {start, end} = spanOf(statement);
    asked.push({start, end});
    elapsedMs += (Math.max(0, Math.min(end, NOW) - Math.max(start, oldest)) / WEEK) * msForWeek;
    return Object.entries(times)
      .filter(([, time]) => time >= start && time < end)
      .map(([app, time]) => ({name: 'm', tags: {app}, columns: ['time', 'total'], values: [[time, 1]]}));
  };
  return {asked, latest: () => latestOf('m', ['app'], {ask, now: NOW, clock: {elapsed: () => elapsedMs}})};
}

test('what was ever stored is found: of the future, of now, and of the first day', async () => {
  const times = {ahead: NOW + WEEK, here: NOW - 1, gone: NOW - 400 * WEEK, first: 0};
  const {asked, latest} = server(times, 0);
  const found = Object.fromEntries((await latest()).map(({tags, time}) => [tags.app, time]));
  expect(found).toEqual(times);
  expect(asked.length).toBeLessThan(8);
  expect(asked.slice(1).map(({end}) => end)).toEqual(asked.slice(0, -1).map(({start}) => start));
});

test.each([
  [40, 200],
  [3000, 30],
])('where a week takes %d ms, no answer of %d weeks takes longer than a request may', async (msForWeek, weeks) => {
  const {asked, latest} = server({here: NOW - 1, gone: NOW - weeks * WEEK}, msForWeek);
  expect((await latest()).map(({tags}) => tags.app)).toEqual(['here', 'gone']);
  const oldest = NOW - weeks * WEEK;
  const longest = asked.map(({start, end}) => (Math.min(end, NOW) - Math.max(start, oldest)) / WEEK);
  expect(Math.max(...longest) * msForWeek).toBeLessThan(10_000);
});
