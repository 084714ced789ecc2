import {CAMPAIGNS} from '../domain/campaign.js';
import {tag} from '../domain/measurements.js';
import type {PointsWanted} from '../domain/tables.js';
import {ALL_TIME, type EpochSeconds} from '../domain/window.js';
import {hasReportTag, kindOf} from './kinds.js';

/** Which points: everything, unless narrowed. */
export interface Scope {
  /** Points whose time, a window's start, lies within. */
  readonly from?: EpochSeconds | undefined;
  readonly to?: EpochSeconds | undefined;
  readonly apps?: readonly string[] | undefined;
  readonly reports?: readonly string[] | undefined;
}

/** Of one measurement; undefined: none of it. */
export function wantedBy(scope: Scope): (measurement: string) => PointsWanted | undefined {
  const {from = ALL_TIME.start, to = ALL_TIME.end, apps, reports} = scope;
  return (measurement) => {
    const kind = kindOf(measurement);
    if (!kind) return undefined;
    const own = kind.of === 'windows' ? kind.report : kind.of === 'campaigns' ? CAMPAIGNS : undefined;
    if (reports && own !== undefined && !reports.includes(own)) return undefined;
    const tags = {
      ...(apps && {[tag.app]: apps}),
      ...(reports && hasReportTag(kind) && {[tag.report]: reports}),
    };
    return {span: {start: from, end: to}, tags};
  };
}
