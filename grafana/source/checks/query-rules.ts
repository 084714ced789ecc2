import {countFields, measurement, tag} from '../../../src/domain/measurements.js';
import * as clauses from '../queries/clauses.js';

const {inBoth, inBuckets, inRange, inRangeBefore, inReach, inRipe, inRipeBefore, zone} = clauses;
const {totals, agedTotals, platforms, hourlyPlatforms, agedPlatforms, losses, hourlyLosses} = clauses;
/** As they stand behind FROM. */
const measurements: readonly string[] = [
  ...[totals, agedTotals, platforms, hourlyPlatforms, agedPlatforms, losses, hourlyLosses],
  ...[measurement.chatTotal('$step'), measurement.chatPlatform('$step')].map((name) => `"${name}"`),
  ...[measurement.ledger, measurement.run, measurement.finding].map((name) => `"${name}"`),
];
const from = /FROM ("[^"]+"|\/[^/]+\/)/g;
const tags: readonly string[] = Object.values(tag);
const ofRuns = [
  'ok',
  'calls',
  'retries',
  'windows_left',
  'windows_foreign',
  'lag_s',
  'oldest_hole_s',
  'error_code',
  'error',
];
const ofLedger = ['outcome', 'error_code'];
const ofLosses = ['count', 'text'];
const ofFindings = ['until', 'severity', 'sentence', 'advice'];
const ofGrafana = ['timeFilter', '__from', '__to'];
const fields: readonly string[] = [...countFields, ...ofRuns, ...ofLedger, ...ofLosses, ...ofFindings];

/** What is wrong with an InfluxQL query of a panel; each rule stands for a way in which charts have been wrong. */
export function panelQueryProblems(query: string): string[] {
  return [
    ...nameProblems(query),
    ...rateProblems(query),
    ...missing(isBounded(query), 'does not keep to the time range'),
    ...missing(query.endsWith(zone), `does not end with ${zone}`),
    ...missing(!query.includes('$__'), 'uses an interval that is not the width of a window'),
    ...missing(!/\bmean\(/.test(query), 'takes a mean of counts'),
    ...missing(!/fill\(previous\)/.test(query), 'repeats old counts'),
    ...missing(!(query.includes(inRange) && query.includes(inRangeBefore)), 'compares windows of unlike ages'),
    ...missing(bucketsFit(query), 'groups by a time that windows do not fit into'),
    ...missing(!query.includes(';'), 'is more than one statement, of which only the first is read'),
  ];
}

/** Problems of every query: names that are never written, variables that do not match All. */
export function nameProblems(query: string): string[] {
  const all = (pattern: RegExp) => [...query.matchAll(pattern)].map((match) => match[1]!);
  const unknown = (names: readonly string[], known: readonly string[], kind: string) =>
    names.filter((name) => !known.includes(name)).map((name) => `names an unknown ${kind}: ${name}`);
  // A query around others asks for what those name.
  const columns = [...fields, ...all(/AS "([^"]+)"/g)];
  return [
    ...unknown(all(from), measurements, 'measurement'),
    ...unknown(all(/\b[a-z]+\("([^"]+)"\)/g), columns, 'field'),
    ...unknown(all(/"([^"]+)" [>/*]/g), columns, 'field'),
    ...unknown(all(/"([^"]+)" [=!]?~/g), tags, 'tag'),
    ...unknown(all(/KEY = "([^"]+)"/g), tags, 'tag'),
    ...missing(query.match(from) !== null, 'has no quoted measurement'),
    ...all(/\$(app|platform|stage|class|final|report)\b(?!\$\/)/g).map(
      (name) => `compares $${name} otherwise than by =~ /^$${name}$/`,
    ),
  ];
}

/** Names after a dollar that neither the dashboard nor Grafana fills in. */
export function unknownVariables(query: string, known: readonly string[]): string[] {
  const used = [...query.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map((match) => match[1]!);
  return used
    .filter((name) => ![...known, ...ofGrafana].includes(name))
    .map((name) => `uses a variable that is not there: $${name}`);
}

/** Whatever is read is read within the range, or within the one before; queries around others, within both. */
export function isBounded(query: string): boolean {
  const within = [inRange, inRangeBefore, inReach, inRipe, inRipeBefore, inBoth, inBuckets];
  const reads = [...query.matchAll(new RegExp(`${from.source} (WHERE )?`, 'g'))];
  const bounded = reads.filter(({0: text, index}) =>
    within.some((bound) => query.startsWith(`WHERE ${bound}`, index + text.length - 'WHERE '.length)),
  );
  const selects = query.match(/SELECT/g)?.length ?? 0;
  const bounds = within.reduce((sum, bound) => sum + query.split(bound).length - 1, 0);
  return bounded.length === reads.length && bounds >= selects;
}

/** Of count measurements: the step itself, or whole days of it. Of the others any pitch will do. */
function bucketsFit(query: string): boolean {
  const hourly = /_1h\b/.test(query) || query.includes(`"${measurement.run}"`);
  const fitting = ['$step', '1d', '7d, 4d', ...(hourly ? ['1h'] : [])];
  return [...query.matchAll(/time\(([^)]*)\)/g)].every(([, width]) => fitting.includes(width!));
}

/** A quotient needs a float factor, a denominator above zero, and no row where there is none. */
function rateProblems(query: string): string[] {
  const ofSums = [...query.matchAll(/(1\.0 \* )?sum\("\w+"\) \/ sum\("(\w+)"\)/g)];
  const ofColumns = [...query.matchAll(/(1\.0 \* (?:"\w+" \* )?)?"\w+" \/ "(\w+)"/g)];
  return [...ofSums, ...ofColumns].flatMap(([, factor, whole]) => [
    ...missing(factor !== undefined, 'divides integers without 1.0 *'),
    ...missing(query.includes(`"${whole}" > 0`), `divides by ${whole} without a guard`),
    ...missing(!/fill\((?!none)/.test(query), 'fills in rates'),
  ]);
}

function missing(holds: boolean, problem: string): string[] {
  return holds ? [] : [problem];
}
