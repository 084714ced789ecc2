import {expect, jest, test} from '@jest/globals';
import {systemClock} from '../src/system-clock.js';

test('Node is never asked for a time that is over: from 24 on, it warns of that', async () => {
  const asked = jest.spyOn(globalThis, 'setTimeout');
  await systemClock().sleep(-0.02);
  expect(asked.mock.calls.map(([, ms]) => ms)).toEqual([0]);
  asked.mockRestore();
});

test('a sleep ends with the reason of its signal, and takes its time without one', async () => {
  const clock = systemClock();
  const controller = new AbortController();
  const reason = new Error('enough');
  const slept = clock.sleep(60_000, controller.signal);
  controller.abort(reason);
  await expect(slept).rejects.toBe(reason);
  await expect(clock.sleep(60_000, controller.signal)).rejects.toBe(reason);
  const begunMs = clock.elapsed();
  await clock.sleep(50);
  expect(clock.elapsed() - begunMs).toBeGreaterThan(48);
});
