import {platformNames, tag} from '../../../src/domain/measurements.js';
import {
  agedPlatforms,
  agedTotals,
  COMPARABLE,
  type CountField,
  comparedAge,
  inBoth,
  inRipe,
  inRipeBefore,
  ofApps,
  type Rate,
  zone,
} from './clauses.js';

/** Sums and numbers of windows, under names of their own, over one of the two periods. */
interface Source {
  readonly columns: Readonly<Record<string, string>>;
  readonly measurement: string;
  /** One of the periods; may go on with further conditions. */
  readonly where: string;
}

/** The name that stands for every platform the vendor has not documented. */
export const OTHERS = 'others';

const nowRate = '"nowPart" / "nowWhole"';
const oldRate = '"oldPart" / "oldWhole"';
const difference = `1.0 * ${nowRate} - 1.0 * ${oldRate}`;
const hasBoth = `"nowWhole" > 0 AND "oldWhole" > 0 AND ${inBoth}`;

const sumOf = (field: CountField) => `sum("${field}")`;
const ofAge = `"${tag.age}" = '${comparedAge}'`;
const [ripe, ripeBefore] = [inRipe, inRipeBefore].map((period) => `${period} AND ${ofAge}`) as [string, string];
/** Windows of both periods: where some are missing, a change would tell of the collection. */
const windows: readonly Source[] = [
  {columns: {nowWindows: 'count("total")'}, measurement: agedTotals, where: ripe},
  {columns: {oldWindows: 'count("total")'}, measurement: agedTotals, where: ripeBefore},
];
const areWhole = `"nowWindows" >= ${COMPARABLE} * "oldWindows" AND "oldWindows" >= ${COMPARABLE} * "nowWindows"`;

/** Relative change of a count against the equally long period before, at equal age. */
export function countChange(field: CountField): string {
  const sources: Source[] = [
    {columns: {now: sumOf(field)}, measurement: agedTotals, where: ripe},
    {columns: {old: sumOf(field)}, measurement: agedTotals, where: ripeBefore},
    ...windows,
  ];
  return `SELECT 1.0 * "now" / "old" - 1 AS "Change" FROM (${added(sources)}) WHERE "old" > 0 AND ${areWhole} AND ${inBoth} ${zone}`;
}

/** Change of a rate in points, likewise: the rate of the range less that of the period before. */
export function rateChange(rate: Rate): string {
  return `SELECT 100 * (${difference}) AS "Change" FROM (${added([...periods(rate, agedTotals), ...windows])}) WHERE ${areWhole} AND ${hasBoth} ${zone}`;
}

/** The same of all platforms, as the sum of what each did to it. */
export function rateMove(rate: Rate): string {
  return `SELECT 100 * (${difference}) AS "Change" FROM (${added(periods(rate, agedPlatforms))}) WHERE ${hasBoth} ${zone}`;
}

/**
 * How far a platform's own rate moved the rate of all: its mean share of the denominator times the change of its rate. No row for a
 * platform that has only one of the two periods: it belongs to the change of the mix.
 */
export function ownRateEffect(rate: Rate, platform: string): string {
  const mix: Source[] = [
    {columns: {nowMix: sumOf(rate.whole)}, measurement: agedPlatforms, where: ripe},
    {columns: {oldMix: sumOf(rate.whole)}, measurement: agedPlatforms, where: ripeBefore},
  ];
  const sources = [...periods(rate, agedPlatforms, isPlatform(platform)), ...mix];
  const shares = '1.0 * "nowWhole" / "nowMix" + 1.0 * "oldWhole" / "oldMix"';
  return `SELECT 50 * (${shares}) * (${difference}) AS "${platform}" FROM (${added(sources)}) WHERE "nowMix" > 0 AND "oldMix" > 0 AND ${hasBoth} ${zone}`;
}

/**
 * How far the change of the mix moved the rate of all: what is left once every platform's own rate is taken out. That part is
 * reckoned in parts of the whole, so that shares are divided once only: with the mix of now, and with that of before.
 */
export function mixEffect(rate: Rate): string {
  const names = ['nowPart', 'nowWhole', 'oldPart', 'oldWhole'];
  const select = (columns: Readonly<Record<string, string>>) =>
    Object.entries(columns)
      .map(([name, value]) => `${value} AS "${name}"`)
      .join(', ');
  const each = (factor: string) => Object.fromEntries(names.map((name) => [name, `${factor} * "${name}"`]));
  const gained = {
    nowGain: `1.0 * "nowPart" - 1.0 * "nowWhole" * ${oldRate}`,
    oldGain: `1.0 * "oldWhole" * ${nowRate} - 1.0 * "oldPart"`,
  };
  const none = {nowGain: '0.0 * "nowPart"', oldGain: '0.0 * "nowPart"'};
  const sources = periods(rate, agedPlatforms);
  const own = `SELECT ${select({...each('0.0'), ...gained})} FROM (${added(sources, tag.platform)}) WHERE ${hasBoth} GROUP BY "${tag.platform}"`;
  const all = `SELECT ${select({...each('1.0'), ...none})} FROM (${added(sources)}) WHERE ${inBoth}`;
  const sum = [...names, ...Object.keys(none)].map((name) => `sum("${name}") AS "${name}"`).join(', ');
  const ownEffect = '0.5 * (1.0 * "nowGain" / "nowWhole" + 1.0 * "oldGain" / "oldWhole")';
  return `SELECT 100 * (${difference} - ${ownEffect}) AS "Mix" FROM (SELECT ${sum} FROM (${own}), (${all}) WHERE ${inBoth}) WHERE ${hasBoth} ${zone}`;
}

function periods({part, whole}: Rate, measurement: string, condition = ''): Source[] {
  return [
    {columns: {nowPart: sumOf(part), nowWhole: sumOf(whole)}, measurement, where: ripe + condition},
    {columns: {oldPart: sumOf(part), oldWhole: sumOf(whole)}, measurement, where: ripeBefore + condition},
  ];
}

/** One row that holds the columns of every source: each source has all of them, zero where they are another's, for InfluxQL knows no join. */
function added(sources: readonly Source[], by?: string): string {
  const names = sources.flatMap(({columns}) => Object.keys(columns));
  const group = by ? ` GROUP BY "${by}"` : '';
  const selects = sources.map(({columns, measurement, where}) => {
    const [any] = Object.values(columns);
    const terms = names.map((name) =>
      name in columns ? `1.0 * ${columns[name]} AS "${name}"` : `0.0 * ${any} AS "${name}"`,
    );
    return `(SELECT ${terms.join(', ')} FROM ${measurement} WHERE ${where} AND ${ofApps}${group})`;
  });
  const sum = names.map((name) => `sum("${name}") AS "${name}"`).join(', ');
  return `SELECT ${sum} FROM ${selects.join(', ')} WHERE ${inBoth}${group}`;
}

function isPlatform(platform: string): string {
  return platform === OTHERS
    ? ` AND "${tag.platform}" !~ /^(${platformNames.join('|')})$/`
    : ` AND "${tag.platform}" = '${platform}'`;
}
