import type {App} from '../domain/app.js';
import type {Job} from '../domain/job.js';
import {isoUtc} from '../domain/local-time.js';
import {tag} from '../domain/measurements.js';
import {suggestion} from '../domain/nearest.js';
import type {Store} from '../domain/ports.js';
import {printable} from '../domain/printable.js';
import {QueryError} from '../domain/query-error.js';
import {type Grouping, groupings, type PushReport, type ReportRow} from '../domain/report-view.js';
import {type EpochSeconds, nominalLength, timeBefore} from '../domain/window.js';
import {askedCounts} from './asked-report.js';
import {refuseNobodys} from './known-names.js';
import {type LossDeps, whyLost} from './losses.js';
import {coveredRows, reportQueries} from './push-report.js';
import {jobOfStep} from './push-view.js';
import {withComparison} from './report-comparison.js';
import {groupedRows} from './report-groups.js';
import {rowsOverTime} from './report-over-time.js';
import type {ReportScope} from './report-scope.js';
import {askedSpan, askedStep, refuseUnknown, type SpanQuery} from './span-query.js';

export interface ReportQuery extends SpanQuery {
  /** Whose windows are added up; by default the finest that reaches so far back. */
  readonly step?: string;
  /** `chat`, unless given. */
  readonly report?: string;
  /** Names of apps, with commas between them. */
  readonly app?: string;
  readonly platform?: string;
  /** What a row stands for; by default each app and its platforms. */
  readonly by?: string;
  /** `true`: with the equally long time before. */
  readonly compare?: string;
}

export interface ReportDeps extends LossDeps {
  readonly store: Pick<Store, 'sums' | 'points' | 'latest'>;
  /** Of the configuration. */
  readonly timezone: string;
}

const known = ['last', 'from', 'to', 'step', 'report', 'app', 'platform', 'by', 'compare'] as const;

/** Throws a QueryError. */
export async function reportOf(
  query: ReportQuery,
  deps: ReportDeps,
  now: EpochSeconds,
  gone?: AbortSignal,
): Promise<PushReport> {
  refuseUnknown(query, known);
  const names = query.app === undefined ? undefined : String(query.app).split(',');
  const {platform} = query;
  await refuseNobodys({app: names, ...(platform !== undefined && {platform})}, deps);
  const {report, jobs} = askedCounts(query.report, deps.jobs);
  const spanAsked = askedSpan(query, {now, timezone: deps.timezone});
  const {span, startsOf} = spanAsked;
  const by = oneOf('by', query.by, groupings);
  const step = askedStep(query.step ?? hourly(by, jobs), jobs, span.end - span.start);
  const starts = startsOf(step);
  const apps = names ? deps.apps.filter(({name}) => names.includes(name)) : deps.apps;
  const gridZone = commonZone(apps) ?? deps.timezone;
  const earlier = timeBefore(span, gridZone);
  const timezone = by === 'day' ? gridZone : deps.timezone;
  const compares = oneOf('compare', query.compare, ['true', 'false']) === 'true';
  const job = jobOfStep(jobs, step);
  const answers = await deps.store.sums(reportQueries(report, step, starts, {apps: names}), gone);
  const {rows: all, windows} = coveredRows(answers, {job, apps, span: starts, now});
  const counted = new Set(names ?? [...apps.map(({name}) => name), ...all.map(({app}) => app)]);
  const asked: ReportScope = {
    report,
    job,
    jobs,
    asked: spanAsked,
    starts,
    earlier,
    now,
    by,
    compares,
    apps,
    names,
    onlyApp: counted.size === 1 ? [...counted][0]! : null,
    platform,
    gridZone,
    timezone,
  };
  const own = platform === undefined ? all : all.filter((row) => row.platform === platform);
  const tags = {...(names && {[tag.app]: names}), ...(platform !== undefined && {[tag.platform]: platform})};
  const reasons = await whyLost({report, step, span: starts, earlier, now, tags}, own, deps, gone);
  const told =
    by === 'hour' || by === 'day'
      ? await rowsOverTime(asked, deps.store, gone)
      : await compared(groupedRows(own, asked, windows.all()), asked, deps.store, gone);
  const [from, to] = [isoUtc(span.start), isoUtc(span.end)];
  return {report, step, timezone, from, to, windows: windows.all(), ...told, whyLost: reasons};
}

async function compared(
  rows: readonly ReportRow[],
  asked: ReportScope,
  store: ReportDeps['store'],
  gone?: AbortSignal,
): Promise<Pick<PushReport, 'rows' | 'compared'>> {
  return asked.compares ? withComparison(rows, asked, store, gone) : {rows};
}

/** Hours are told by windows of an hour, however far back they are asked for. */
function hourly(by: Grouping | undefined, jobs: readonly Job[]): string | undefined {
  if (by !== 'hour') return undefined;
  return jobs.find(({step}) => nominalLength(step) === 3600)?.step.name;
}

function commonZone(apps: readonly App[]): string | undefined {
  const zones = new Set(apps.map(({timezone}) => timezone));
  return zones.size === 1 ? [...zones][0] : undefined;
}

function oneOf<T extends string>(name: string, value: string | undefined, values: readonly T[]): T | undefined {
  const found = values.find((each) => each === value);
  if (found !== undefined || value === undefined) return found;
  const meant = suggestion(value, values);
  throw new QueryError(`${name}: “${printable(value)}” is not one of ${values.join(', ')}${meant}`);
}
