import {expect, test} from '@jest/globals';
import {measurement} from '../../../src/domain/measurements.js';
import type {Store} from '../../../src/domain/ports.js';
import {ALWAYS, run, sorted, T0, TOTAL, total} from './points.js';

/** Strings that a careless writer or query would break on. New lines are left out: line protocol has none in tags. */
const HOSTILE_TAGS = [
  'with space',
  ' spaces around ',
  'a,b',
  'a=b',
  `'single' and "double"`,
  "'",
  '"',
  String.raw`back\slash`,
  String.raw`C:\new\temp`,
  String.raw`\\two`,
  String.raw`comma\,space\ equals\=`,
  'x,app=evil sent=9i 1772380800',
  "x'; DROP TABLE timpush_chat_total_1h; --",
  `shop' OR 'a'='a`,
  '$1 ? :name %s $x {{x}}',
  '# not a comment',
  '商城-推送',
  '🚀 déjà vu 👩‍👩‍👧',
  'null',
  'true',
  '123',
];

/** A tag of line protocol cannot end in a backslash; a field can. */
const HOSTILE_FIELDS = [...HOSTILE_TAGS, 'trailing\\', String.raw`two trailing\\`, '\\', String.raw`quote\"`];

/** Strings are data, whatever they look like. */
export function describeStrings(store: () => Store): void {
  test('hostile field values survive byte for byte', async () => {
    const points = HOSTILE_FIELDS.map((value, i) => run(T0 + i, {windows_ok: 1, error: value}));
    await store().write(points);
    expect(sorted(await store().points({measurement: measurement.run, span: ALWAYS}))).toEqual(sorted(points));
  });

  test('hostile tag values survive byte for byte, and each finds its own point', async () => {
    const points = HOSTILE_TAGS.map((value, i) => total(value, T0, i));
    await store().write(points);
    for (const point of points) {
      expect(await store().points({measurement: TOTAL, span: ALWAYS, tags: point.tags})).toEqual([point]);
    }
  });
}
