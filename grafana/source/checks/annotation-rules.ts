import {marksOf} from '../dashboards/annotations.js';
import type {Dashboard} from '../dashboards/dashboard.js';
import {datasource} from '../panels/panel.js';
import {isBounded, nameProblems, unknownVariables} from './query-rules.js';
import {unmet} from './unmet.js';

/** What is wrong with the marks of a dashboard; each rule stands for marks that do not appear, or are full of rubbish. */
export function annotationProblems({annotations, templating}: Dashboard): string[] {
  const variables = templating.list.map(({name}) => name);
  return marksOf(annotations).flatMap(({name, target: {query, datasource: source}}) =>
    [
      ...nameProblems(query),
      ...unknownVariables(query, variables),
      ...unmet({
        'does not keep to the time range': isBounded(query),
        'has no column of text': query.includes('"text"'),
        'has no column of titles, so that the time would be the title': query.includes(' AS "title"'),
        'is more than one series, of which Grafana mixes up the columns': !outermost(query).includes('GROUP BY'),
        'does not use the data source variable': source.uid === datasource.uid,
        'uses a zone, whose name Grafana would escape': !query.includes('tz('),
      }),
    ].map((problem) => `annotation ${name} ${problem}`),
  );
}

/** Without the queries within. */
function outermost(query: string): string {
  const shorter = query.replaceAll(/\([^()]*\)/g, '');
  return shorter === query ? query : outermost(shorter);
}
