import {countFields, tag} from '../src/domain/measurements.js';
import type {Point} from '../src/domain/point.js';
import {examples} from './measurements.js';

/** What an integer counts; a field that is not here makes the documents fail. */
const units: Readonly<Record<string, string>> = {
  ...Object.fromEntries(countFields.map((field) => [field, 'pushes'])),
  count: 'pushes',
  fetched_at: 'Unix seconds',
  appeared_at: 'Unix seconds',
  window_end: 'Unix seconds',
  until: 'Unix seconds; 0: it goes on',
  error_code: 'code of the vendor; 0: none',
  ok: '1: all was collected, 0: not all',
  windows_ok: 'windows',
  windows_failed: 'windows',
  windows_left: 'windows',
  windows_foreign: 'windows',
  calls: 'calls',
  retries: 'calls',
  duration_ms: 'milliseconds',
  lag_s: 'seconds',
  oldest_hole_s: 'seconds',
  clock_lead_s: 'seconds',
  expected: 'pushes',
  found: 'pushes',
  difference: 'pushes',
  pushes: 'pushes; -1: it is about none',
  volume: 'pushes; -1: it is about none',
  now_ppm: 'millionths; -1: it is about none',
  usual_ppm: 'millionths; -1: it is about none',
};

/** Every measurement for programs: its columns, their types and what they count. */
export function measurementSchema(): string {
  const schema = {
    title: 'Measurements of the TIMPush collector',
    note: '{step} stands for the length of a window: 1h, 6h, 1d, 7d and the like.',
    time: {type: 'timestamp', unit: 'UTC, whole seconds'},
    tags: {type: 'string', names: Object.values(tag).toSorted()},
    measurements: examples().map(described),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function described({measurement, tags, fields}: Point) {
  const columns = Object.entries(fields).map(([name, value]) => {
    if (typeof value === 'string') return {name, type: 'string'};
    const unit = units[name];
    if (unit === undefined) throw new Error(`${measurement}: nobody says what ${name} counts`);
    return {name, type: 'integer', unit};
  });
  return {name: measurement, tags: Object.keys(tags), fields: columns};
}
