import type {Panel} from '../panels/panel.js';
import type {TextPanel} from '../panels/text-panel.js';
import {defaultTimezone} from '../queries/clauses.js';
import {annotations, type Mark} from './annotations.js';
import type {Variable} from './variables.js';

/** A headline and the panels below it, each of the given size, from left to right and line by line. */
export interface Row {
  readonly id: number;
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly panels: readonly (Panel | TextPanel)[];
}

export interface DashboardOptions {
  /** Part of every link to the dashboard, and of its file's name. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** How far back it looks unless people choose. */
  readonly from: string;
  readonly variables: readonly Variable[];
  readonly marks?: readonly Mark[];
  readonly rows: readonly Row[];
}

export interface GridPosition {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export type Placed<Item> = Item & {readonly gridPos: GridPosition};
export type RowPanel = {readonly id: number; readonly type: 'row'; readonly title: string};
export type Dashboard = ReturnType<typeof dashboard>;

const GRID_WIDTH = 24;

/** The other dashboards, with the same choices. */
const links = [
  {type: 'dashboards', title: 'Push', tags: ['push'], asDropdown: true, includeVars: true, keepTime: true, icon: ''},
];

/** Classic JSON model, which Grafana 11, 12 and 13 read alike. */
export function dashboard({uid, title, description, from, variables, marks = [], rows}: DashboardOptions) {
  return {
    id: null,
    uid,
    title,
    description,
    tags: ['push'],
    schemaVersion: 42,
    editable: false,
    graphTooltip: 1,
    timezone: defaultTimezone,
    // Up to now, and as long as the period before: an incident is seen, and a change compares equal lengths.
    time: {from, to: 'now'},
    refresh: '5m',
    links,
    annotations: annotations(marks),
    templating: {list: variables},
    panels: place(rows),
  };
}

function place(rows: readonly Row[]): Placed<Panel | TextPanel | RowPanel>[] {
  const placed: Placed<Panel | TextPanel | RowPanel>[] = [];
  let y = 0;
  for (const {id, title, width, height, panels} of rows) {
    placed.push({id, type: 'row', title, collapsed: false, panels: [], gridPos: {x: 0, y, w: GRID_WIDTH, h: 1}});
    const perLine = Math.floor(GRID_WIDTH / width);
    for (const [index, panel] of panels.entries()) {
      const line = Math.floor(index / perLine);
      placed.push({...panel, gridPos: {x: (index % perLine) * width, y: y + 1 + line * height, w: width, h: height}});
    }
    y += 1 + Math.ceil(panels.length / perLine) * height;
  }
  return placed;
}
