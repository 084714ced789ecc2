import {Option} from 'commander';
import type {Collector} from '../collector.js';
import type {App} from '../domain/app.js';
import type {Age} from '../domain/coverage.js';
import type {Job} from '../domain/job.js';
import {spanOf, widened} from '../domain/plan.js';
import {type EpochSeconds, nominalLength, parseStep, type Span} from '../domain/window.js';
import {instantOf, spanText} from './dates.js';
import {UsageError} from './usage-error.js';

/** What `collect` and `plan` can be narrowed to. */
export interface SelectionOptions {
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
  new Option('--force', 'ask settled and rejected windows again, too'),
];

export interface Selected {
  readonly app: App;
  readonly job: Job;
  /** Whole windows of the grid. */
  readonly span: Span;
  /** What was asked for, when that did not lie on the grid. */
  readonly widenedFrom: Span | undefined;
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
  return appsNamed(apps, options.app).flatMap((app) =>
    jobsOfStep(jobs, options.step).map((job) => {
      const asked = from === undefined ? spanOf(job, to) : {start: from, end: to};
      const span = widened(job, app, asked);
      const onGrid = span.start === asked.start && span.end === asked.end;
      return {app, job, span, widenedFrom: given && !onGrid ? asked : undefined};
    }),
  );
}

/** A line for each grid on which the span had to be widened. */
export function wideningNotes(selected: readonly Selected[], timezone: string): string[] {
  const notes = selected
    .filter(({widenedFrom}) => widenedFrom)
    .map(
      ({job, span}) =>
        `The span is widened to whole windows of ${job.step.name}: ${spanText(span, timezone)} (${timezone})`,
    );
  return [...new Set(notes)];
}

/** Those of the names, in the order of the configuration; all of them without. Throws a UsageError for a name that nobody has. */
export function appsNamed(apps: readonly App[], names: readonly string[] | undefined): readonly App[] {
  if (!names) return apps;
  const unknown = names.find((name) => !apps.some((app) => app.name === name));
  if (unknown === undefined) return apps.filter(({name}) => names.includes(name));
  throw new UsageError(`--app: “${unknown}” is not configured; there are ${apps.map(({name}) => name).join(', ')}`);
}

function jobsOfStep(jobs: readonly Job[], name: string | undefined): readonly Job[] {
  if (name === undefined) return jobs;
  const configured = jobs.filter(({step}) => step.name === name);
  if (configured.length > 0) return configured;
  const step = parseStep(name);
  if (!step) throw new UsageError(`--step: “${name}” is not a step; try 1h, 6h, 1d or 7d`);
  const {report, span} = jobs[0]!;
  if (nominalLength(step) > report.maxWindow) {
    throw new UsageError(
      `--step: “${name}” is longer than the ${report.maxWindow / 86_400} days that ${report.name} answers for at once`,
    );
  }
  return [{report, step, schedule: '', span, refresh: once}];
}
