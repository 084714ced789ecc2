import {countFields, measurement, tag} from '../../src/domain/measurements.js';
import {timezone} from './queries.js';

const data = [measurement.chatTotal, measurement.chatPlatform].map((name) => name('$step'));
const measurements: readonly string[] = [...data, ...data.map(measurement.aged), measurement.ledger, measurement.run];
const tags: readonly string[] = Object.values(tag);
const fields: readonly string[] = countFields;

/** What is wrong with an InfluxQL query of a panel; each rule stands for a way in which charts have been wrong. */
export function panelQueryProblems(query: string): string[] {
  return [
    ...nameProblems(query),
    ...rateProblems(query),
    ...missing(query.includes('$timeFilter'), 'has no $timeFilter'),
    ...missing(query.endsWith(`tz('${timezone}')`), `does not end with tz('${timezone}')`),
    ...missing(!query.includes('$__'), 'uses an interval that is not the width of a window'),
    ...missing(!/\bmean\(/.test(query), 'takes a mean of counts'),
    ...missing(!/fill\(previous\)/.test(query), 'repeats old counts'),
    ...missing(
      !/GROUP BY time/.test(query) || /GROUP BY time\(\$step\)/.test(query),
      'groups by another time than the step',
    ),
    ...missing(!query.includes(';'), 'is more than one statement, of which only the first is read'),
  ];
}

/** Problems of every query: names that nobody writes, variables that do not match All. */
export function nameProblems(query: string): string[] {
  const all = (pattern: RegExp) => [...query.matchAll(pattern)].map((match) => match[1]!);
  const unknown = (names: readonly string[], known: readonly string[], kind: string) =>
    names.filter((name) => !known.includes(name)).map((name) => `names an unknown ${kind}: ${name}`);
  const compared = all(/"([^"]+)" =~/g);
  return [
    ...unknown(all(/FROM "([^"]+)"/g), measurements, 'measurement'),
    ...unknown(all(/\b[a-z]+\("([^"]+)"\)/g), fields, 'field'),
    ...unknown(all(/"([^"]+)" >/g), fields, 'field'),
    ...unknown(compared, tags, 'tag'),
    ...unknown(all(/KEY = "([^"]+)"/g), tags, 'tag'),
    ...missing(/FROM "/.test(query), 'has no quoted measurement'),
    ...all(/\$(app|platform)\b(?!\$\/)/g).map((name) => `compares $${name} otherwise than by =~ /^$${name}$/`),
  ];
}

/** A quotient needs a float factor, a denominator above zero, and no row where there is none. */
function rateProblems(query: string): string[] {
  return [...query.matchAll(/(1\.0 \* )?sum\("\w+"\) \/ sum\("(\w+)"\)/g)].flatMap(([, factor, whole]) => [
    ...missing(factor !== undefined, 'divides integers without 1.0 *'),
    ...missing(query.includes(`"${whole}" > 0`), `divides by ${whole} without a guard`),
    ...missing(!/fill\((?!none)/.test(query), 'fills in rates'),
  ]);
}

function missing(holds: boolean, problem: string): string[] {
  return holds ? [] : [problem];
}
