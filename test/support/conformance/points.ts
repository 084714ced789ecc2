import type {LedgerEntry} from '../../../src/domain/coverage.js';
import {measurement} from '../../../src/domain/measurements.js';
import type {Point} from '../../../src/domain/point.js';

export const TOTAL = measurement.chatTotal('1h');
export const PLATFORM = measurement.chatPlatform('1h');
/** 2026-03-01T16:00:00Z */
export const T0 = 1_772_380_800;
export const HOUR = 3600;
export const ALWAYS = {start: 0, end: 4_000_000_000};

export function run(time: number, fields: Point['fields']): Point {
  const tags = {app: 'shop', sdkappid: '1400000001', report: 'chat', step: '1h'};
  return {measurement: measurement.run, tags, fields, time};
}

export function total(app: string, time: number, sent: number): Point {
  return {measurement: TOTAL, tags: {app, sdkappid: '1400000001'}, fields: {sent, clicked: 0}, time};
}

export function platform(name: string, time: number, sent: number, clicked = 0): Point {
  const tags = {app: 'shop', sdkappid: '1400000001', platform: name};
  return {measurement: PLATFORM, tags, fields: {sent, clicked}, time};
}

/** By content, with keys in any order. */
export function sorted<T extends Point | {tags: object; fields: object} | LedgerEntry>(rows: readonly T[]): T[] {
  const key = (row: T) =>
    JSON.stringify('tags' in row ? [Object.entries(row.tags).sort(), 'time' in row && row.time] : row.window);
  return [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
