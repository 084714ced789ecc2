import {palette} from '../panels/colours.js';
import {datasource} from '../panels/panel.js';

/** Marks on every chart of a dashboard, of a query that has a column `text` and, beside it, a column `tags` or a title. */
export interface Mark {
  readonly name: string;
  readonly query: string;
  readonly colour: string;
  /** Over the text of every mark. */
  readonly title?: string;
}

/** When alerts fired and ended: Grafana knows it itself, and marks it on the panel that the rule leads to. */
const alerts = {
  builtIn: 1,
  name: 'Annotations & Alerts',
  datasource: {type: 'grafana', uid: '-- Grafana --'},
  type: 'dashboard',
  enable: true,
  hide: true,
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

/** Grafana looks for the query in `target` alone, and takes every column for tags when their column has no name. */
function annotation({name, query, colour, title}: Mark) {
  const columns = {textColumn: 'text', tagsColumn: 'tags', titleColumn: '', timeEndColumn: ''};
  return {
    name,
    datasource,
    enable: true,
    hide: false,
    iconColor: colour,
    target: {refId: 'Anno', datasource, query, rawQuery: true, fromAnnotations: true, ...columns},
    ...(title ? {mappings: {title: {source: 'text', value: title}}} : {}),
  };
}
