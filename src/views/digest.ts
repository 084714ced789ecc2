import {countCoverage} from '../domain/coverage.js';
import type {DigestApp, DigestCollecting, DigestReport, DigestView} from '../domain/digest-view.js';
import {type FindingView, severities} from '../domain/finding.js';
import {numbered} from '../domain/numbered.js';
import type {CountRow, PushView} from '../domain/push-view.js';
import {ratesOf} from '../domain/rates.js';
import {askedCounts, countReportsOf} from './asked-report.js';
import {type FindingsDeps, findingsView, type Looking} from './findings-view.js';
import type {JobStatus} from './job-status.js';
import {comparedPush} from './late-comparison.js';
import {refuseUnknown, type SpanQuery} from './span-query.js';
import {statusOf} from './status.js';
import {comparedBasis, isOfPushes, quietSummary} from './why.js';

/** `report`: of these pushes only; absent: of chat and of broadcasts. */
export interface DigestQuery extends SpanQuery {
  readonly report?: string;
}

/** A span on one page, of however many apps: it may take some minutes, and ends when nobody waits. Throws a QueryError. */
export async function digestView(query: DigestQuery, deps: FindingsDeps, looking: Looking): Promise<DigestView> {
  const {now, gone} = looking;
  refuseUnknown(query, ['report', 'last', 'from', 'to']);
  const {report: only, ...span} = query;
  const status = await statusOf(deps, now, gone);
  const {findings, ...looked} = await findingsView(query, deps, {...looking, status}, Number.POSITIVE_INFINITY);
  const ofPushes = findings.filter(isOfPushes);
  const names = only === undefined ? countReportsOf(deps.jobs) : [askedCounts(only, deps.jobs).report];
  const reports: DigestReport[] = [];
  for (const report of names) {
    const of = ofPushes.filter((finding) => finding.report === report);
    const view = await comparedPush({...span, report}, deps, now, gone);
    if (view.totals) reports.push(reportOf(view, of));
  }
  const collecting = collectingOf(
    status,
    findings.filter((finding) => !isOfPushes(finding)),
  );
  return {...looked, summary: summaryOf({...looked, findings: ofPushes}), findings: ofPushes, reports, collecting};
}

function summaryOf({findings, ...looked}: Pick<DigestView, 'findings' | 'from' | 'to' | 'windows'>): string {
  if (findings.length === 0) return quietSummary(looked);
  const open = findings.filter(({until}) => until === null).length;
  const count = numbered(findings.length, 'finding');
  return open === 0 ? `${count}, all over.` : `${count}, ${open === findings.length ? 'all' : open} still going on.`;
}

function reportOf(view: PushView, findings: readonly FindingView[]): DigestReport {
  const {report, step, rows, totals, windows, comparison, basis} = view;
  const counts = totals!;
  const apps = rows.filter(({platform}) => platform === null).map((row) => appOf(row, findings));
  return {
    ...{report, step, basis: basis && comparedBasis(basis)},
    total: {counts, rates: ratesOf(counts), windows, compared: comparison},
    apps: apps.sort(worstFirst),
    missing: view.apps.filter((name) => !apps.some(({app}) => app === name)),
  };
}

function appOf({app, counts, windows, compared}: CountRow, findings: readonly FindingView[]): DigestApp {
  const own = findings.filter((finding) => finding.app === app);
  const severity = severities.find((each) => own.some((finding) => finding.severity === each)) ?? null;
  return {app, findings: own.length, severity, counts, rates: ratesOf(counts), windows, compared};
}

function worstFirst(a: DigestApp, b: DigestApp): number {
  const rank = ({severity}: DigestApp) => (severity ? severities.indexOf(severity) : severities.length);
  return rank(a) - rank(b) || fallOf(b) - fallOf(a) || b.counts.sent - a.counts.sent || a.app.localeCompare(b.app);
}

/** By how much the rate of deliveries fell. */
function fallOf({compared}: DigestApp): number {
  if (!compared) return 0;
  const [now, before] = [ratesOf(compared.now).delivery, ratesOf(compared.before).delivery];
  return now === null || before === null ? 0 : before - now;
}

function collectingOf(status: readonly JobStatus[], findings: readonly FindingView[]): DigestCollecting {
  const windows = countCoverage([]);
  for (const row of status)
    for (const [state, count] of Object.entries(row.windows)) windows[state as keyof typeof windows] += count;
  const holes = status.flatMap(({app, report, step, oldestHole}) =>
    oldestHole ? [{app, report, step, ...oldestHole}] : [],
  );
  const oldestHole = holes.sort((a, b) => Date.parse(a.expires) - Date.parse(b.expires))[0] ?? null;
  return {apps: new Set(status.map(({app}) => app)).size, jobs: status.length, windows, oldestHole, findings};
}
