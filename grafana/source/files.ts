import type {Dashboard} from './dashboard.js';
import {pushOverview} from './push-overview.js';

/** Every dashboard; another one is added here. */
export const dashboards: readonly Dashboard[] = [pushOverview];

/** Content of each dashboard's file, by its name within `grafana/dashboards`. */
export function dashboardFiles(): Map<string, string> {
  return new Map(dashboards.map((dashboard) => [`${dashboard.uid}.json`, `${JSON.stringify(dashboard, null, 2)}\n`]));
}
