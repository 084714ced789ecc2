import type {Definition, Mix} from '../src/findings/definition.js';
import {definitions, mix} from '../src/findings/definitions.js';
import {code, table} from './markdown.js';

/** What the collector finds of pushes, and from which numbers on. */
export function definitionTable(): string {
  const all: readonly Definition[] = Object.values(definitions);
  const row = ({kind, severity, age}: Definition | Mix, span: string, condition: string) => [
    code(kind),
    severity,
    span,
    age,
    condition,
  ];
  const rows = all.map((definition) => row(definition, spanOf(definition), conditionOf(definition)));
  return table(['kind', 'severity', 'what is judged', 'age', 'when'], [...rows, row(mix, comparedSpan(mix), mixed())]);
}

const spans: Readonly<Record<Definition['over'], readonly [now: string, usual: string]>> = {
  hours: ['the newest two hours', 'the same hours of the seven days before'],
  day: ['the last 24 hours', 'the week before them'],
  week: ['the last seven days', ''],
};

export function spanOf(definition: Definition): string {
  const isCompared = ['drop', 'silence', 'loss-growth'].includes(definition.test);
  return isCompared ? comparedSpan(definition) : spans[definition.over][0];
}

function comparedSpan({over}: Pick<Definition, 'over'>): string {
  return spans[over].join(', against ');
}

function mixed(): string {
  const {rate, points, share, minVolume} = mix;
  return `the shares of the platforms move the ${rate} rate of an app by ${percent(points)} or more, and are ${percent(share)} of its change; at least ${minVolume} pushes on both sides`;
}

export function conditionOf(definition: Definition): string {
  switch (definition.test) {
    case 'drop':
      return `the ${definition.rate} rate is below ${percent(definition.factor)} of the usual one; ${leastOf(definition.least)}`;
    case 'floor':
      return `the ${definition.rate} rate is below ${percent(definition.least)}; at least ${definition.minVolume} sends`;
    case 'silence':
      return `nothing is sent; usual are at least ${definition.usual} sends, on ${definition.days} of the days`;
    case 'no-receipts':
      return `not one receipt of at least ${definition.minVolume} sends`;
    case 'loss-share':
      return `losses of the class ${code(definition.class)} are ${percent(definition.share)} of ${wholes[definition.of]}; at least ${definition.minLost}`;
    case 'loss-growth':
      return `losses of any class are ${definition.factor} times the usual share of the targets, and ${percent(definition.points)} of them more; at least ${definition.minLost}`;
  }
}

const wholes = {targets: 'the targets', gap: 'what is missing'};

function leastOf(least: {readonly volume: number} | {readonly expected: number}): string {
  return 'volume' in least
    ? `at least ${least.volume} pushes on both sides`
    : `at least ${least.expected} clicks expected on both sides`;
}

function percent(share: number): string {
  return `${share * 100} %`;
}
