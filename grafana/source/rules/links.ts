import type {Dashboard} from '../dashboards/dashboard.js';
import {pushRunbook, runbookPanel} from '../dashboards/push-runbook.js';
import {tagsOf} from '../panels/table-panel.js';
import {STEP} from './queries.js';

/** Grafana's address from outside, which ends with a slash or does not: `root_url` of its configuration. */
const dashboards = '{{ reReplaceAll "/?$" "/d/" externalURL }}';
const DAY = 1440;

/** Where people see what a rule judged: its panel over a range that holds it, of the alert's own app and platform or report. */
export function panelLink({uid, templating}: Dashboard, panelId: number, queries: readonly string[]): string {
  const labels = queries.flatMap(tagsOf);
  const pushes = queries.some((query) => query.includes('broadcast')) ? 'broadcast' : 'chat';
  const fixed: Readonly<Record<string, string>> = {pushes, step: STEP};
  const choices = templating.list.map(({name}) => {
    // A rule without data has no labels.
    if (labels.includes(name)) return `{{ with $labels.${name} }}&var-${name}={{ . }}{{ end }}`;
    return name in fixed ? `&var-${name}=${fixed[name]}` : '';
  });
  return `${dashboards}${uid}?from=now-${days(queries)}d&to=now&viewPanel=${panelId}${choices.join('')}`;
}

export function runbookLink(uid: string): string {
  return `${dashboards}${pushRunbook.uid}?viewPanel=${runbookPanel(uid)}`;
}

/** Two at least, because nobody reads at once. What a rule compares with is older than what it judges. */
function days(queries: readonly string[]): number {
  const minutes = queries.map((query) =>
    Math.max(...[...query.matchAll(/now\(\) - (\d+)m/g)].map(([, ago]) => Number(ago))),
  );
  return Math.max(2, Math.ceil(Math.min(...minutes) / DAY));
}
