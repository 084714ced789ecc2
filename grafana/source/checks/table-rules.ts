import {measurement, tag} from '../../../src/domain/measurements.js';
import type {Panel} from '../panels/panel.js';
import {type Transformation, tagsOf} from '../panels/table-panel.js';
import {unmet} from './unmet.js';

/** Pixels of a unit of the grid with the gap below it, of the gap, of title and padding of a panel, and of a row. */
const [UNIT, GAP, TITLE, ROW] = [38, 8, 56, 36];
/** Rows that a table shows without being scrolled: hours of a day, findings, of which there are mostly none, platforms, platforms of some apps, whatever there is. */
const LEAST = {hours: 24, findings: 4, platforms: 10, apps: 15, others: 7};

type Placed = Panel & {readonly gridPos: {readonly h: number}};

/** What is wrong with a table; each rule stands for one that people could not read. */
export function tableProblems(panel: Placed): string[] {
  if (panel.type !== 'table') return [];
  const words = wordColumns(panel);
  const order = optionsOf(panel, 'organize')?.indexByName ?? {};
  return [
    ...words
      .filter((name) => unitOf(panel, name) !== 'string')
      .map((name) => `shows the text of column ${name} under a unit of numbers`),
    ...unmet({
      'leaves the order of its columns to chance':
        optionsOf(panel, 'groupingToMatrix') !== undefined ||
        !panel.targets.some(({query}) => tagsOf(query).length > 0) ||
        words.every((name) => name in order),
      'cuts rows off': panel.gridPos.h * UNIT - GAP - TITLE >= (1 + leastRows(panel)) * ROW,
    }),
  ];
}

/** Columns that hold texts: tags, chosen or grouped by, words of the vendor, and what transformations make of names. */
export function wordColumns(panel: Panel): string[] {
  const matrix = optionsOf(panel, 'groupingToMatrix');
  if (matrix) return [`${matrix.rowField}\\${matrix.columnField}`];
  if (optionsOf(panel, 'extractFields')) return panel.targets.flatMap(({alias}) => Object.keys(JSON.parse(alias!)));
  const selected = panel.targets.flatMap(({query}) => [
    ...query.matchAll(/(?<=SELECT |, |last\()"(\w+)"\)? AS "([^"]+)"/g),
  ]);
  const texts: readonly string[] = [...Object.values(tag), 'text', 'severity', 'sentence', 'advice'];
  return [
    ...new Set([
      ...panel.targets.flatMap(({query}) => tagsOf(query)),
      ...selected.flatMap(([, field, name]) => (texts.includes(field!) ? [name!] : [])),
    ]),
  ];
}

function leastRows(panel: Panel): number {
  if (optionsOf(panel, 'groupingToMatrix')?.rowField === 'Hour') return LEAST.hours;
  if (panel.targets.some(({query}) => query.includes(`"${measurement.finding}"`))) return LEAST.findings;
  const tags = panel.targets.flatMap(({query}) => tagsOf(query));
  if (!tags.includes(tag.platform)) return LEAST.others;
  return tags.includes(tag.app) ? LEAST.apps : LEAST.platforms;
}

function unitOf({fieldConfig}: Panel, name: string): unknown {
  const own = fieldConfig.overrides.filter(({matcher}) => matcher.id === 'byName' && matcher.options === name);
  return own.flatMap(({properties}) => properties).findLast(({id}) => id === 'unit')?.value;
}

// biome-ignore lint/suspicious/noExplicitAny: each transformation has options of its own
function optionsOf({transformations = []}: Panel, id: string): any {
  return (transformations as readonly Transformation[]).find((each) => each.id === id)?.options;
}
