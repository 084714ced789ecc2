import {expect, test} from '@jest/globals';
import type {SumQuery} from '../../src/domain/ports.js';
import {sumsOf} from '../../src/influx/sums.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const week = {start: 0, end: 7 * DAY};
const byApp: SumQuery = {measurement: 'm', span: week, fields: ['total', 'sent'], by: ['app']};
const byHour: SumQuery = {measurement: 'm', span: week, fields: ['sent'], by: ['platform'], every: HOUR};

async function asked(...queries: SumQuery[]): Promise<string[]> {
  const statements: string[] = [];
  await sumsOf(queries, async (statement) => {
    statements.push(statement.replace(/ WHERE.*(?= GROUP BY)/, ''));
    return [];
  });
  return statements;
}

test('points of which there are several sums over time are read once, with every field that one of them needs', async () => {
  const once = ['SELECT "sent", "total" FROM "m" GROUP BY *'];
  expect(await asked(byHour, {...byApp, every: DAY})).toEqual(once);
  expect(await asked(byHour, {...byApp, every: DAY, tags: {}}, byApp)).toEqual(once);
});

test('few sums over time, sums over all of it and those of a long time are left to the database', async () => {
  const sums = /^SELECT count\("\w+"\) AS "points of the sum", sum\(/;
  for (const queries of [
    [byHour, byApp],
    [byHour, {...byHour, measurement: 'n'}, {...byHour, tags: {app: 'shop'}}, {...byHour, span: {start: 0, end: DAY}}],
    [byHour, {...byApp, every: DAY}].map((query) => ({...query, span: {start: 0, end: 8 * DAY}})),
  ]) {
    const statements = await asked(...queries);
    expect(statements).toHaveLength(queries.length);
    for (const statement of statements) expect(statement).toMatch(sums);
  }
});
