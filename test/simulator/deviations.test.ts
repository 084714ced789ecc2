import {afterEach, expect, test} from '@jest/globals';
import {type Simulator, type SimulatorOptions, startSimulator} from '../../src/simulator/simulator.js';
import {app, NOW, told} from './caller.js';

const DAY = 86_400;
const campaigns = [{taskId: 'spring', start: NOW - 7200, size: 9_000}];
let simulator: Simulator;

afterEach(() => simulator.close());

async function play(options: Partial<SimulatorOptions>, now = NOW): Promise<void> {
  const settings = {apps: [{...app, volume: 20_000_000, campaigns}], minGapMs: 0, ...options};
  simulator = await startSimulator(settings, {now: () => now * 1000});
}

const ask = (command: string, StartTime: number, EndTime: number, more = {}) =>
  told(simulator.url, command, {StartTime, EndTime, ...more});

/** Sendable chat pushes, or the code. */
async function chat(start: number, end: number): Promise<number> {
  const fields = await ask('normal_push_statistics', start, end);
  return typeof fields === 'number' ? fields : (fields as {TotalCount: number}).TotalCount;
}

test('with an inclusive end, the second in which two windows meet counts twice', async () => {
  const [start, cut, end] = [NOW - 7200, NOW - 5400, NOW - 3600];
  const twice = async () => (await chat(start, cut)) + (await chat(cut, end)) - (await chat(start, end));
  await play({});
  expect(await twice()).toBe(0);
  const second = await chat(cut, cut + 1);
  expect(second).toBeGreaterThan(100);
  await simulator.close();
  await play({inclusiveEnd: true});
  expect(await twice()).toBe(second);
});

test('a day that differs says more than its hours, which stay as they are', async () => {
  await play({dayDiffersBy: 17});
  const hours = await Promise.all(
    Array.from({length: 24}, (_, hour) => chat(NOW - DAY + hour * 3600, NOW - DAY + (hour + 1) * 3600)),
  );
  expect(await chat(NOW - DAY, NOW)).toBe(17 + hours.reduce((sum, count) => sum + count, 0));
  expect(await chat(NOW - DAY, NOW - DAY + 23 * 3600 - 1)).toBeLessThan(
    (await chat(NOW - DAY, NOW - DAY + 23 * 3600)) - 17,
  );
});

test('counts that freeze are those of an age, ever after', async () => {
  await play({countsFreezeAfterS: 600}, NOW + 2 * DAY);
  const answer = (await ask('normal_push_statistics', NOW - 3600, NOW)) as {DeliveredCount: number};
  const {total} = simulator.counts(app.sdkAppId, {start: NOW - 3600, end: NOW}, NOW + 600);
  expect(answer.DeliveredCount).toBe(total.delivered);
  expect(simulator.counts(app.sdkAppId, {start: NOW - 3600, end: NOW}, NOW + 2 * DAY).total.delivered).toBeGreaterThan(
    total.delivered,
  );
});

test('a window that ends in the future is refused where that is so', async () => {
  await play({});
  expect(await chat(NOW - 60, NOW + 1)).not.toBe(90100);
  await simulator.close();
  await play({refusesFuture: true});
  expect([await chat(NOW - 60, NOW + 1), await chat(NOW - 1, NOW)].map((told) => told === 90100)).toEqual([
    true,
    false,
  ]);
});

test('one task id that is not known refuses all of them where that is so', async () => {
  const both = {TaskID: ['spring', 'unheard of']};
  await play({});
  expect(await ask('all_member_push_statistics', NOW - 7200, NOW, both)).toMatchObject({Results: [{TaskID: 'spring'}]});
  await simulator.close();
  await play({unknownTaskRefusesAll: true});
  expect(await ask('all_member_push_statistics', NOW - 7200, NOW, both)).toBe(90049);
  expect(await ask('all_member_push_statistics', NOW - 7200, NOW, {TaskID: ['spring']})).toMatchObject({
    Results: [{TaskID: 'spring'}],
  });
});
