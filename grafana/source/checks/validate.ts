import type {Dashboard, GridPosition} from '../dashboards/dashboard.js';
import {datasource, type Panel} from '../panels/panel.js';
import {annotationProblems} from './annotation-rules.js';
import {contrastProblems} from './contrast.js';
import {legibilityProblems} from './legibility.js';
import {nameProblems, panelQueryProblems, unknownVariables} from './query-rules.js';
import {tableProblems} from './table-rules.js';
import {repeated, unmet} from './unmet.js';

/** What is wrong with a dashboard, one line each; empty when all is well. */
export function validate(dashboard: Dashboard): string[] {
  const panels = panelsOf(dashboard);
  return [
    ...headProblems(dashboard),
    ...repeated(dashboard.panels.map(({id}) => String(id))).map((id) => `panel id ${id} is used twice`),
    ...repeated(panels.map(({title}) => title)).map((title) => `panel title ${title} is used twice`),
    ...overlaps(dashboard.panels.map(({gridPos}) => gridPos)),
    ...panels.flatMap((panel) => panelProblems(panel, dashboard).map((problem) => `panel ${panel.id} ${problem}`)),
    ...variableProblems(dashboard),
    ...annotationProblems(dashboard),
    ...legibilityProblems(dashboard),
    ...contrastProblems(dashboard),
  ];
}

/** Those that show something: no headlines, no words. */
export function panelsOf(dashboard: Dashboard) {
  return dashboard.panels.filter(
    (panel): panel is (typeof dashboard.panels)[number] & Panel => !['row', 'text'].includes(panel.type),
  );
}

function headProblems({id, uid, title, description, schemaVersion, editable}: Dashboard): string[] {
  return unmet({
    'the id belongs to one Grafana and has to be null': id === null,
    'the uid is not made of a-z, 0-9 and -': /^[a-z0-9-]{1,40}$/.test(uid),
    'title or description is missing': title !== '' && description !== '',
    'the schema is not one that Grafana 11 to 13 read': schemaVersion === 42,
    'it can be edited, and the edits would be lost': editable === false,
  });
}

function panelProblems(panel: Panel & {readonly gridPos: GridPosition}, dashboard: Dashboard): string[] {
  const variables = dashboard.templating.list.map(({name}) => name);
  return [
    ...unmet({
      'has an id that is no positive integer': Number.isSafeInteger(panel.id) && panel.id > 0,
      'has no title': panel.title !== '',
      'has a description that lacks definition, unit or lateness':
        /unit|push|%/i.test(panel.description) && panel.description.includes('Late data'),
      'has no unit': Boolean(panel.fieldConfig.defaults.unit),
      'says No data where that is no answer': Boolean(panel.fieldConfig.defaults.noValue),
      'does not use the data source variable': [panel, ...panel.targets].every(
        (item) => item.datasource.uid === datasource.uid,
      ),
      'asks nothing': panel.targets.length > 0,
      'repeats a refId': repeated(panel.targets.map(({refId}) => refId)).length === 0,
    }),
    ...tableProblems(panel),
    ...panel.targets.flatMap(({refId, query}) =>
      [...panelQueryProblems(query), ...unknownVariables(query, variables)].map(
        (problem) => `query ${refId} ${problem}`,
      ),
    ),
  ];
}

function variableProblems({templating: {list}}: Dashboard): string[] {
  return list.flatMap((variable, index) => {
    const earlier = list.slice(0, index).map(({name}) => name);
    if (variable.type !== 'query') return [];
    const problems = [
      ...nameProblems(variable.query),
      ...unknownVariables(variable.query, earlier),
      ...unmet({
        'does not follow the time range': variable.refresh === 2,
        'has no .* for All': variable.includeAll !== true || variable.allValue === '.*',
        'does not use the data source variable': variable.datasource === datasource,
      }),
    ];
    return problems.map((problem) => `variable ${variable.name} ${problem}`);
  });
}

function overlaps(places: readonly GridPosition[]): string[] {
  const meet = (a: GridPosition, b: GridPosition) =>
    a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
  return places.some((a, index) => a.x + a.w > 24 || places.slice(index + 1).some((b) => meet(a, b)))
    ? ['panels overlap or leave the grid']
    : [];
}
