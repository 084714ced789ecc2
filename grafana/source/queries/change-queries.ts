import {platformNames, tag} from '../../../src/domain/measurements.js';
import {
  type CountField,
  inBoth,
  inRange,
  inRangeBefore,
  ofApps,
  platforms,
  type Rate,
  totals,
  zone,
} from './clauses.js';

/** Sums of fields, under names of their own, over one of the two periods. */
interface Source {
  readonly columns: Readonly<Record<string, CountField>>;
  readonly measurement: string;
  /** `$timeFilter`, or the period before; may go on with further conditions. */
  readonly where: string;
}

/** The name that stands for every platform the vendor has not documented. */
export const OTHERS = 'others';

const nowRate = '"nowPart" / "nowWhole"';
const oldRate = '"oldPart" / "oldWhole"';
const difference = `1.0 * ${nowRate} - 1.0 * ${oldRate}`;
const hasBoth = `"nowWhole" > 0 AND "oldWhole" > 0 AND ${inBoth}`;

/** Relative change of a count against the equally long period before. */
export function countChange(field: CountField): string {
  const sources: Source[] = [
    {columns: {now: field}, measurement: totals, where: inRange},
    {columns: {old: field}, measurement: totals, where: inRangeBefore},
  ];
  return `SELECT 1.0 * "now" / "old" - 1 AS "Change" FROM (${added(sources)}) WHERE "old" > 0 AND ${inBoth} ${zone}`;
}

/** Change of a rate in points: the rate of the range less that of the period before. */
export function rateChange(rate: Rate, measurement = totals): string {
  return `SELECT ${difference} AS "Change" FROM (${added(periods(rate, measurement))}) WHERE ${hasBoth} ${zone}`;
}

/**
 * How far a platform's own rate moved the rate of all: its mean share of the denominator times the change of its rate. No row for a
 * platform that has only one of the two periods: it belongs to the change of the mix.
 */
export function ownRateEffect(rate: Rate, platform: string): string {
  const mix: Source[] = [
    {columns: {nowMix: rate.whole}, measurement: platforms, where: inRange},
    {columns: {oldMix: rate.whole}, measurement: platforms, where: inRangeBefore},
  ];
  const sources = [...periods(rate, platforms, isPlatform(platform)), ...mix];
  const shares = '1.0 * "nowWhole" / "nowMix" + 1.0 * "oldWhole" / "oldMix"';
  return `SELECT 0.5 * (${shares}) * (${difference}) AS "${platform}" FROM (${added(sources)}) WHERE "nowMix" > 0 AND "oldMix" > 0 AND ${hasBoth} ${zone}`;
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
  const sources = periods(rate, platforms);
  const own = `SELECT ${select({...each('0.0'), ...gained})} FROM (${added(sources, tag.platform)}) WHERE ${hasBoth} GROUP BY "${tag.platform}"`;
  const all = `SELECT ${select({...each('1.0'), ...none})} FROM (${added(sources)}) WHERE ${inBoth}`;
  const sum = [...names, ...Object.keys(none)].map((name) => `sum("${name}") AS "${name}"`).join(', ');
  const ownEffect = '0.5 * (1.0 * "nowGain" / "nowWhole" + 1.0 * "oldGain" / "oldWhole")';
  return `SELECT ${difference} - ${ownEffect} AS "Mix" FROM (SELECT ${sum} FROM (${own}), (${all}) WHERE ${inBoth}) WHERE ${hasBoth} ${zone}`;
}

function periods({part, whole}: Rate, measurement: string, condition = ''): Source[] {
  return [
    {columns: {nowPart: part, nowWhole: whole}, measurement, where: inRange + condition},
    {columns: {oldPart: part, oldWhole: whole}, measurement, where: inRangeBefore + condition},
  ];
}

/** One row that holds the columns of every source: each source has all of them, zero where they are another's, for InfluxQL knows no join. */
function added(sources: readonly Source[], by?: string): string {
  const names = sources.flatMap(({columns}) => Object.keys(columns));
  const group = by ? ` GROUP BY "${by}"` : '';
  const selects = sources.map(({columns, measurement, where}) => {
    const [any] = Object.values(columns);
    const terms = names.map((name) =>
      name in columns ? `1.0 * sum("${columns[name]}") AS "${name}"` : `0.0 * sum("${any}") AS "${name}"`,
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
