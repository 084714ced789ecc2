import type {Panel} from './panel.js';
import {timezone} from './queries.js';
import type {Variable} from './variables.js';

/** A headline and the panels below it, each of the given size, from left to right and line by line. */
export interface Row {
  readonly id: number;
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly panels: readonly Panel[];
}

export interface DashboardOptions {
  /** Part of every link to the dashboard, and of its file's name. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly Variable[];
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

/** Classic JSON model, which Grafana 11, 12 and 13 read alike. */
export function dashboard({uid, title, description, variables, rows}: DashboardOptions) {
  return {
    id: null,
    uid,
    title,
    description,
    tags: ['push'],
    schemaVersion: 41,
    editable: false,
    graphTooltip: 1,
    timezone,
    // Whole days: a bucket at either end that is cut by the range would read low.
    time: {from: 'now-7d/d', to: 'now/d'},
    refresh: '5m',
    links: [],
    annotations: {list: []},
    templating: {list: variables},
    panels: place(rows),
  };
}

function place(rows: readonly Row[]): Placed<Panel | RowPanel>[] {
  const placed: Placed<Panel | RowPanel>[] = [];
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
