import type {Dashboard} from '../dashboards/dashboard.js';
import type {Variable} from '../dashboards/variables.js';
import {unmet} from './unmet.js';

/** Pixels of a column of the grid on a screen of 1280, and of a panel on a phone of 400, where all panels stand in one column. */
const GRID_COLUMN = 52;
const PHONE = 384;
/** Padding, and the mark of the description. */
const BESIDE_TITLE = 48;
/** Of a title, on average. */
const CHARACTER = 7.5;
/** In columns of the grid: a quarter of the screen. */
const NARROWEST = 6;
const DAYS = 7;
/** Lines of choices above the panels of a phone. */
const HEADER_LINES = 5;
/** Of a choice beside its words, and between two of them. */
const [BESIDE_WORDS, GAP] = [60, 8];

interface Shown {
  readonly title: string;
  readonly type: string;
  readonly gridPos: {readonly w: number};
  readonly fieldConfig?: {readonly defaults: {readonly color?: {readonly mode: string}; readonly custom?: Custom}};
  readonly options?: {readonly legend?: {readonly placement: string}; readonly footer?: object};
  readonly targets?: readonly unknown[];
  readonly transformations?: readonly {readonly id: string}[];
}

type Custom = {readonly minWidth?: number; readonly cellOptions?: {readonly type: string}};

/** What people cannot read at 1280 or at 400 pixels. */
export function legibilityProblems({panels, templating, links}: Dashboard): string[] {
  const lines = linesOf([...templating.list.map(widthOf), ...links.map(({title}) => title.length * CHARACTER)]);
  return [
    ...unmet({
      'choices take more lines than a phone has room for': lines <= HEADER_LINES,
      'links to the other dashboards take a line each': links.every(({asDropdown}) => asDropdown),
    }),
    ...panels.flatMap((panel) => panelProblems(panel as Shown).map((problem) => `panel ${panel.id} ${problem}`)),
    ...templating.list.flatMap(({name, label}) =>
      String(label).length > 'Age over time'.length ? [`variable ${name} has a long label`] : [],
    ),
  ];
}

function widthOf({label, hide, current}: Variable): number {
  const {text} = current as {readonly text: string | readonly string[]};
  return ((hide === 1 ? '' : String(label)) + [text].flat().join(', ')).length * CHARACTER + BESIDE_WORDS;
}

/** As many as stand beside each other make a line. */
function linesOf(widths: readonly number[]): number {
  let [lines, left] = [0, 0];
  for (const width of widths) {
    if (width > left) [lines, left] = [lines + 1, PHONE];
    left -= width + GAP;
  }
  return lines;
}

function panelProblems({title, type, gridPos, fieldConfig, options, ...panel}: Shown): string[] {
  const {color, custom} = fieldConfig?.defaults ?? {};
  const width = Math.min(gridPos.w * GRID_COLUMN, PHONE);
  return unmet({
    'is too narrow to read': gridPos.w >= NARROWEST,
    'has a title that is cut off': title.length * CHARACTER <= width - BESIDE_TITLE,
    'has a legend that leaves the chart no room': (options?.legend?.placement ?? 'bottom') === 'bottom',
    'draws lines in colours that not every version of Grafana knows':
      type !== 'timeseries' || color?.mode === 'palette-classic',
    'has a footer, which newer versions know no more': options?.footer === undefined,
    'has columns of Grafana’s own width': type !== 'table' || custom?.minWidth !== undefined,
    'has more coloured columns than a phone shows':
      custom?.cellOptions?.type !== 'color-background' || columnsOf(panel) * custom.minWidth! <= width,
  });
}

/** One of names, and one a query or a day. */
function columnsOf({targets = [], transformations = []}: Pick<Shown, 'targets' | 'transformations'>): number {
  return 1 + (transformations.some(({id}) => id === 'groupingToMatrix') ? DAYS : targets.length);
}
