import {type ComparedPart, explainedChange} from '../domain/explained-change.js';
import {type FindingView, pushFindingKinds, rateShowing} from '../domain/finding.js';
import {grouped} from '../domain/grouped.js';
import {isoUtc} from '../domain/local-time.js';
import type {Basis, PushView} from '../domain/push-view.js';
import {noSums, ratesOf, type Sums} from '../domain/rates.js';
import type {ComparedBasis, WhyView} from '../domain/why-view.js';
import {quietSentence} from '../findings/sentence.js';
import {askedCounts} from './asked-report.js';
import {type FindingsDeps, type FindingsQuery, findingsView, type Looking} from './findings-view.js';
import {comparedPush} from './late-comparison.js';
import {lossView} from './loss-view.js';
import {sumOf} from './push-series.js';
import {whyTimes} from './why-times.js';

/** What happened in a span, and why: findings, what moved the rates against the time before, the hours, and what was lost. Throws a QueryError. */
export async function whyView(query: FindingsQuery, deps: FindingsDeps, looking: Looking): Promise<WhyView> {
  const {now, gone} = looking;
  const found = await findingsView(query, deps, looking);
  const lead = found.findings.find(isOfPushes);
  const {report} = askedCounts(query.report ?? lead?.report, deps.jobs);
  const rate = lead ? rateShowing(lead) : 'delivery';
  const asked = {...query, report};
  const push = await comparedPush({...asked, rate}, deps, now, gone);
  const {whyLost} = await lossView(asked, deps, now, gone);
  const {app = null, platform = null} = query;
  const parts = partsOf(push, platform);
  return {
    ...found,
    summary: found.findings[0]?.sentence ?? quietSummary(found),
    ...{app, platform, report, step: push.step, rate},
    counts: push.totals,
    rates: ratesOf(push.totals ?? noSums),
    compared: push.basis && comparedBasis(push.basis),
    tooEarly: push.tooEarly,
    notCompared: totalRows(push, platform).flatMap((row) => (row.compared ? [] : [row.app])),
    changes: (['send', 'delivery', 'click'] as const).flatMap((each) => explainedChange(each, parts) ?? []),
    times: whyTimes(push, rate, now),
    whyLost,
  };
}

export function isOfPushes({kind}: Pick<FindingView, 'kind'>): boolean {
  return (pushFindingKinds as readonly string[]).includes(kind);
}

/** Of a span without findings. */
export function quietSummary({windows, ...view}: Parameters<typeof quietSentence>[0]): string {
  if (windows.collected > 0) return `${quietSentence({...view, windows})}.`;
  return `Nothing can be said: not one of ${windows.expected ?? 'the'} windows is there.`;
}

export function comparedBasis({now, before, ...basis}: Basis): ComparedBasis {
  return {
    ...basis,
    ...{from: isoUtc(now.start), to: isoUtc(now.end)},
    ...{beforeFrom: isoUtc(before.start), beforeTo: isoUtc(before.end)},
  };
}

/** Of each app, or of the one platform of each. */
function totalRows({rows}: PushView, platform: string | null): PushView['rows'] {
  return rows.filter((row) => row.platform === platform);
}

/** Both sides of each platform, of all apps that can be compared; of one platform those of each app. */
function partsOf({rows}: PushView, platform: string | null): ComparedPart[] {
  const compared = rows.flatMap(({compared: sides, ...row}) =>
    row.platform !== null && sides ? {name: platform === null ? row.platform : row.app, ...sides} : [],
  );
  const sums = (own: readonly Sums[]) => sumOf(own.map((counts) => ({counts}))) ?? noSums;
  return [...grouped(compared, ({name}) => name)].map(([name, own]) => ({
    name,
    now: sums(own.map(({now}) => now)),
    before: sums(own.map(({before}) => before)),
  }));
}
