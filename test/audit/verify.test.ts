import {expect, test} from '@jest/globals';
import {dayAt, quietDay, verifyDay, verifyPoint, windowsToAsk} from '../../src/audit/verify.js';
import {parseStep, type Window} from '../../src/domain/window.js';
import {chat} from '../../src/timpush/reports/chat.js';
import {at} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {ScriptedSource} from '../support/doubles/scripted-source.js';
import {aJob, anApp} from '../support/fixtures/examples.js';

const app = anApp();
const day = {start: at('2026-03-01T16:00Z'), end: at('2026-03-02T16:00Z')};
const HOUR = 3600;
const counts = (n: number) => ({TotalCount: n, SentCount: n, DeliveredCount: 0, ClickCount: 0});
/** Ten pushes an hour, of APNs. */
const body = ({start, end}: Window, more = 0) => {
  const n = (10 * (end - start)) / HOUR + more;
  return {...counts(n), PlatformStatistics: [{PushPlatform: 1, ...counts(n)}]};
};
const honest = () => new ScriptedSource(day.end, (_, window) => body(window));
const hourly = aJob({step: parseStep('1h')!});

async function filled(step: string, windows: readonly Window[], more = 0): Promise<MemoryStore> {
  const store = new MemoryStore();
  for (const window of windows) {
    const context = {app, step: parseStep(step)!, window, refresh: [], fetchedAt: day.end, previous: undefined};
    await store.write(chat.transform(body(window, more), context).points);
  }
  return store;
}

function verifying(source: ScriptedSource, store = new MemoryStore(), jobs = [hourly]) {
  return verifyDay({app, report: chat, jobs, day, signal: new AbortController().signal}, {source, store});
}
const short = (checks: Awaited<ReturnType<typeof verifying>>) =>
  checks.map(({check, expected, found, difference}) => [check, expected, found, difference]);
const hours = windowsToAsk(app, day).slice(1);

test('a day is asked for as a whole and by its hours, and where all agree nothing differs', async () => {
  const source = honest();
  const checks = await verifying(source, await filled('1h', hours));
  expect(source.asked).toEqual([day, ...hours]);
  expect(short(checks)).toEqual([
    ['hours', 960, 960, 0],
    ['platforms', 480, 480, 0],
    ['database_1h', 960, 960, 0],
  ]);
});

test('a day that differs from its hours is found, cell by cell', async () => {
  const source = new ScriptedSource(day.end, (n, window) => body(window, n === 0 ? 7 : 0));
  const [ofHours] = await verifying(source);
  expect(ofHours).toMatchObject({check: 'hours', expected: 988, found: 960, difference: 28});
  expect(ofHours!.cells).toContainEqual({cell: 'apns sent', expected: 247, found: 240});
});

test('totals that are more than their platforms are found', async () => {
  const source = new ScriptedSource(day.end, (_, window) => ({...body(window), TotalCount: 1000}));
  const ofPlatforms = (await verifying(source)).find(({check}) => check === 'platforms')!;
  expect(ofPlatforms.cells).toEqual([{cell: 'total', expected: 1000, found: 240}]);
});

test('the database is compared by each step whose windows make up a day', async () => {
  const steps = ['1h', '6h', '1d', '7d'].map((name) => aJob({step: parseStep(name)!}));
  const store = await filled('1d', [day], 1);
  await store.write(
    await (await filled('1h', hours.slice(1))).points({measurement: 'timpush_chat_total_1h', span: day}),
  );
  const checks = await verifying(honest(), store, steps);
  expect(short(checks.slice(2))).toEqual([
    ['database_1h', 960, 460, 500],
    ['database_6h', 960, 0, 960],
    ['database_1d', 960, 964, 4],
  ]);
});

test('points of other apps and other days do not count', async () => {
  const store = await filled('1h', hours);
  await store.write(
    (await store.points({measurement: 'timpush_chat_total_1h', span: day})).map((point) => ({
      ...point,
      time: point.time + 86_400,
    })),
  );
  await store.write(
    (await store.points({measurement: 'timpush_chat_total_1h', span: day})).map((point) => ({
      ...point,
      tags: {...point.tags, sdkappid: '9'},
    })),
  );
  expect(short(await verifying(honest(), store))[2]).toEqual(['database_1h', 960, 960, 0]);
});

test('a check becomes a point at the beginning of its day', async () => {
  const [check] = await verifying(honest());
  expect(verifyPoint({app, report: chat, day}, check!)).toEqual({
    measurement: 'timpush_verify',
    tags: {app: 'shop', sdkappid: '1400000001', report: 'chat', check: 'hours'},
    fields: {expected: 960, found: 960, difference: 0},
    time: day.start,
  });
});

test('days are those of the app, with as many hours as they have', () => {
  const berlin = anApp({timezone: 'Europe/Berlin'});
  const change = dayAt(berlin, at('2026-03-29T12:00Z'));
  expect(change).toEqual({start: at('2026-03-28T23:00Z'), end: at('2026-03-29T22:00Z')});
  expect(windowsToAsk(berlin, change)).toHaveLength(1 + 23);
  expect(quietDay(app, day.end + 3 * 86_400)).toEqual(day);
  expect(quietDay(app, day.end + 3 * 86_400 - 1)).toEqual({start: day.start - 86_400, end: day.start});
  expect(quietDay(app, day.end + 4 * 86_400 - 1)).toEqual(day);
});
