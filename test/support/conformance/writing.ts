import {expect, test} from '@jest/globals';
import {measurement} from '../../../src/domain/measurements.js';
import type {Store} from '../../../src/domain/ports.js';
import {ALWAYS, HOUR, PLATFORM, platform, run, sorted, T0, TOTAL, total} from './points.js';

/** What is written stands as it was written, once. */
export function describeWriting(store: () => Store): void {
  const all = async (name: string) => sorted(await store().points({measurement: name, span: ALWAYS}));

  test('a point comes back as it was written: tags, integer fields, string fields and time', async () => {
    await store().write([run(T0, {windows_ok: 12, error: 'app shop: 70003'})]);
    expect(await all(measurement.run)).toEqual([
      {
        measurement: 'timpush_run',
        tags: {app: 'shop', sdkappid: '1400000001', report: 'chat', step: '1h'},
        fields: {windows_ok: 12, error: 'app shop: 70003'},
        time: 1_772_380_800,
      },
    ]);
  });

  test('the same identity written again replaces the point, in integers and in strings', async () => {
    await store().write([run(T0, {windows_ok: 1, error: 'first'}), run(T0 + HOUR, {windows_ok: 5, error: ''})]);
    await store().write([run(T0, {windows_ok: 2, error: 'second'})]);
    expect(await all(measurement.run)).toEqual(
      sorted([run(T0, {windows_ok: 2, error: 'second'}), run(T0 + HOUR, {windows_ok: 5, error: ''})]),
    );
  });

  test('of two points of one identity in one write the last wins', async () => {
    await store().write([total('shop', T0, 1), total('other', T0, 7), total('shop', T0, 2)]);
    expect(await all(TOTAL)).toEqual(sorted([total('other', T0, 7), total('shop', T0, 2)]));
  });

  test('another tag value or another time is another point, and so is another measurement', async () => {
    const points = [total('shop', T0, 1), total('other', T0, 2), total('shop', T0 + 1, 3), platform('fcm', T0, 4)];
    await store().write(points);
    expect(await all(TOTAL)).toEqual(sorted(points.slice(0, 3)));
    expect(await all(PLATFORM)).toEqual(points.slice(3));
  });

  test('a field that appears later leaves the older points as they were', async () => {
    await store().write([run(T0, {windows_ok: 1})]);
    await store().write([run(T0 + HOUR, {windows_ok: 2, calls: 3, error: 'late'})]);
    const points = [run(T0, {windows_ok: 1}), run(T0 + HOUR, {windows_ok: 2, calls: 3, error: 'late'})];
    expect(await all(measurement.run)).toEqual(sorted(points));
  });

  test('zero, the largest safe integer and an empty string survive', async () => {
    const points = [run(T0, {calls: 0, error: ''}), run(T0 + 1, {calls: Number.MAX_SAFE_INTEGER, error: 'x'})];
    await store().write(points);
    expect(await all(measurement.run)).toEqual(sorted(points));
  });

  test('an empty write is fine', async () => {
    await expect(store().write([])).resolves.toBeUndefined();
  });

  test('five thousand points go in with one write', async () => {
    await store().write(Array.from({length: 5000}, (_, i) => total(`shop-${i % 5}`, T0 + i * HOUR, 1)));
    const span = {start: T0, end: T0 + 5000 * HOUR};
    const sums = await store().sums([{measurement: TOTAL, span, fields: ['sent'], by: []}]);
    expect(sums).toEqual([[{tags: {}, fields: {sent: 5000}}]]);
  });

  test('writes that run at the same time are all stored', async () => {
    await Promise.all(Array.from({length: 8}, (_, i) => store().write([total('shop', T0 + i * HOUR, i)])));
    expect(await all(TOTAL)).toEqual(sorted(Array.from({length: 8}, (_, i) => total('shop', T0 + i * HOUR, i))));
  });
}
