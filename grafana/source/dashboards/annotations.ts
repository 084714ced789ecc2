import {palette} from '../panels/colours.js';
import {datasource} from '../panels/panel.js';

/** Marks on every chart of a dashboard, of a query that has the columns `text` and `title`; with a column `timeEnd`, spans of time. */
export interface Mark {
  /** Stands over the text of every mark, too. */
  readonly name: string;
  readonly query: string;
  readonly colour: string;
  /** In place of what the query says. */
  readonly text?: string;
}

/**
 * When alerts fired and ended: Grafana knows it itself, and marks it on the panel that the rule leads to. It marks those of every app,
 * whichever is chosen, so they are off until somebody wants them.
 */
const alerts = {
  builtIn: 1,
  name: 'Alerts of every app',
  datasource: {type: 'grafana', uid: '-- Grafana --'},
  type: 'dashboard',
  enable: false,
  hide: false,
  iconColor: palette.skyBlue,
  target: {type: 'dashboard', limit: 100, matchAny: false, tags: []},
};

export function annotations(marks: readonly Mark[]) {
  return {list: [alerts, ...marks.map(annotation)]};
}

/** Those that ask the database. */
export function marksOf({list}: ReturnType<typeof annotations>) {
  return list.filter((each): each is ReturnType<typeof annotation> => !('builtIn' in each));
}

/**
 * Grafana looks for the query in `target` alone, takes every column for tags when their column has no name, and the time for a title
 * when the title has none.
 */
function annotation({name, query, colour, text}: Mark) {
  const columns = {textColumn: 'text', tagsColumn: 'tags', titleColumn: 'title', timeEndColumn: 'timeEnd'};
  return {
    name,
    datasource,
    enable: true,
    hide: false,
    iconColor: colour,
    target: {refId: 'Anno', datasource, query, rawQuery: true, fromAnnotations: true, ...columns},
    mappings: {title: {source: 'text', value: name}, ...(text ? {text: {source: 'text', value: text}} : {})},
  };
}
