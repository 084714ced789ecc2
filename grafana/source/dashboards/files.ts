import type {Dashboard} from './dashboard.js';
import {pushCollector} from './push-collector.js';
import {pushLosses} from './push-losses.js';
import {pushMaturing} from './push-maturing.js';
import {pushOverview} from './push-overview.js';
import {pushPlatform} from './push-platform.js';
import {pushRunbook} from './push-runbook.js';

/** Every dashboard; another one is added here. */
export const dashboards: readonly Dashboard[] = [
  pushOverview,
  pushPlatform,
  pushLosses,
  pushMaturing,
  pushCollector,
  pushRunbook,
];

/** Content of each dashboard's file, by its name within `grafana/dashboards`. */
export function dashboardFiles(): Map<string, string> {
  return new Map(dashboards.map((dashboard) => [`${dashboard.uid}.json`, `${JSON.stringify(dashboard, null, 2)}\n`]));
}
