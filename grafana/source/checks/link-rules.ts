import type {Dashboard} from '../dashboards/dashboard.js';
import {unmet} from './unmet.js';
import {panelsOf} from './validate.js';

/** What is wrong with the links of columns to other dashboards, one line each. */
export function linkProblems(dashboards: readonly Dashboard[]): string[] {
  return dashboards.flatMap((dashboard) =>
    panelsOf(dashboard).flatMap(({id, fieldConfig}) =>
      fieldConfig.overrides
        .flatMap(({properties}) => properties)
        .flatMap((property) => (property.id === 'links' ? (property.value as {url: string}[]) : []))
        .flatMap(({url}) => problemsOf(url, dashboards))
        .map((problem) => `${dashboard.uid}: panel ${id} ${problem}`),
    ),
  );
}

function problemsOf(url: string, dashboards: readonly Dashboard[]): string[] {
  const [, uid, query = ''] = /^\/d\/([\w-]+)\?(.*)$/.exec(url) ?? [];
  const target = dashboards.find((dashboard) => dashboard.uid === uid);
  if (!target) return [`leads to no dashboard: ${url}`];
  const known = target.templating.list.map(({name}) => name);
  const handed = [...query.matchAll(/var-(\w+)=|\$\{(\w+):queryparam\}/g)].map(([, plain, own]) => plain ?? own!);
  return [
    ...handed.filter((name) => !known.includes(name)).map((name) => `hands over what ${uid} does not know: ${name}`),
    ...unmet({'leads to another range': query.includes(RANGE)}),
  ];
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in
const RANGE = '${__url_time_range}';
