import {Option} from 'commander';
import type {Collector} from '../collector.js';
import type {App} from '../domain/app.js';
import type {Age} from '../domain/coverage.js';
import {retentionNotes} from '../domain/estimate.js';
import type {Job} from '../domain/job.js';
import {suggestion} from '../domain/nearest.js';
import {answerable, ownSpan, spanOf} from '../domain/plan.js';
import type {Report} from '../domain/report.js';
import {type EpochSeconds, nominalLength, parseStep, type Seconds, type Span} from '../domain/window.js';
import {instantOf, spanText} from './dates.js';
import {ofReports, type ReportOption, reportOption} from './report-option.js';
import {UsageError} from './usage-error.js';

/** What `collect` and `plan` can be narrowed to. */
export interface SelectionOptions extends ReportOption {
  readonly from?: string;
  readonly to?: string;
  readonly step?: string;
  readonly app?: readonly string[];
  readonly force?: boolean;
}

export const selectionOptions: readonly Option[] = [
  new Option('--from <date>', 'ISO 8601; without an offset local to the configured timezone'),
  new Option('--to <date>', 'default: now'),
  new Option('--step <step>', 'only this step; one that no job has is fetched once'),
  new Option('--app <name...>', 'only these apps'),
  reportOption(),
  new Option('--force', 'ask settled and rejected windows again, too'),
];

export interface Selected {
  readonly app: App;
  readonly job: Job;
  /** Whole windows of the grid, which the vendor still answers for. */
  readonly span: Span;
  /** What the options say, or else the job. */
  readonly asked: Span;
  /** Whether options say it. */
  readonly given: boolean;
}

/** A step that no job has is fetched once, after its counts had time to settle. */
const once: readonly Age[] = [{name: '10m', seconds: 600}];

/** Throws a UsageError that names the option. */
export function select(
  {apps, jobs}: Pick<Collector, 'apps' | 'jobs'>,
  options: SelectionOptions,
  {timezone, now}: {readonly timezone: string; readonly now: EpochSeconds},
): Selected[] {
  const given = options.from !== undefined || options.to !== undefined;
  const to = options.to === undefined ? now : instantOf(options.to, timezone, '--to');
  const from = options.from === undefined ? undefined : instantOf(options.from, timezone, '--from');
  if (from !== undefined && from >= to)
    throw new UsageError('--from: it must lie before --to, which is now unless given');
  const named = ofReports(jobs, options.report, ({report}) => report.name);
  return appsNamed(apps, options.app).flatMap((app) =>
    jobsOfStep(named, options.step).map((job) => {
      const asked = from === undefined ? spanOf(job, to) : {start: from, end: to};
      return {app, job, span: given ? answerable(job, app, asked, now) : ownSpan(job, app, now), asked, given};
    }),
  );
}

/** Where other windows are taken than were asked for: a line for what the vendor has forgotten, and one for each grid on which the span is widened. */
export function selectionNotes(
  selected: readonly Selected[],
  {timezone, now}: {readonly timezone: string; readonly now: EpochSeconds},
): string[] {
  const notes = selected.flatMap(({job, span, asked, given}) => {
    const widens = given && (span.start < asked.start || span.end > asked.end);
    const where = `${spanText(span, timezone)} (${timezone})`;
    const widening = `The span is widened to whole windows of ${job.step.name}: ${where}`;
    return [...retentionNotes(asked, [job], now), ...(widens ? [widening] : [])];
  });
  return [...new Set(notes)];
}

/** Those of the names, in the order of the configuration; all of them without. Throws a UsageError for a name that nobody has. */
export function appsNamed(apps: readonly App[], names: readonly string[] | undefined): readonly App[] {
  if (!names) return apps;
  const unknown = names.find((name) => !apps.some((app) => app.name === name));
  if (unknown === undefined) return apps.filter(({name}) => names.includes(name));
  const known = apps.map(({name}) => name);
  throw new UsageError(
    `--app: “${unknown}” is not configured${suggestion(unknown, known)}; there are ${known.join(', ')}`,
  );
}

function jobsOfStep(jobs: readonly Job[], name: string | undefined): readonly Job[] {
  if (name === undefined) return jobs;
  const configured = jobs.filter(({step}) => step.name === name);
  if (configured.length > 0) return configured;
  const step = parseStep(name);
  if (!step) throw new UsageError(`--step: “${name}” is not a step; try 1h, 6h, 1d or 7d`);
  const ofEach = jobs.filter(({report}, index) => jobs.findIndex((job) => job.report === report) === index);
  const answering = ofEach.filter(({report}) => nominalLength(step) <= longestWindow(report));
  if (answering.length > 0) {
    return answering.map(({report, span}) => ({report, step, schedule: '', span, refresh: once}));
  }
  const {name: report, maxWindow, maxSpan} = ofEach[0]!.report;
  const limit =
    maxSpan === undefined
      ? `is longer than the ${maxWindow / 86_400} days that ${report} answers for at once`
      : `is too long for ${report}: after ${maxSpan / 86_400} days the vendor has forgotten where such a window begins`;
  throw new UsageError(`--step: “${name}” ${limit}`);
}

/** Where the vendor forgets, it has forgotten the beginning of a longer window before that can be asked for. */
function longestWindow({maxWindow, maxSpan = Number.POSITIVE_INFINITY}: Report): Seconds {
  return Math.min(maxWindow, maxSpan - once[0]!.seconds);
}
