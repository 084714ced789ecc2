import type {JobConfig, Known} from './config.js';
import type {Problem} from './config-error.js';
import {ascendingDurations, duration, step} from './duration.js';
import {readSettings} from './reader.js';
import {repeated} from './repeated.js';
import {type Draft, required} from './setting.js';
import {cronLine, oneOf} from './values.js';

/** The keys of one item of `jobs`. */
export function jobSettings(reports: readonly string[]) {
  return {
    report: required({doc: 'What is asked for', example: 'chat', read: oneOf(reports, 'a report')}),
    step: required({
      doc: 'Length of a window: hours that divide the day (1h, 6h) or days (1d, 7d, 30d)',
      example: '1h',
      read: step,
    }),
    schedule: required({
      doc: 'When to look for due windows: a cron line, read in UTC',
      example: '"*/10 * * * *"',
      read: cronLine,
    }),
    span: required({doc: 'How far back windows are wanted; at least one step', example: '7d', read: duration}),
    refresh: required({
      doc: 'How long after its end a window is asked again, ascending; after the last it is final',
      example: '[10m, 1h, 6h, 1d, 3d]',
      read: ascendingDurations,
    }),
  };
}

/** Reads the items of `jobs`. What is returned is whole only if no problem was reported. */
export function readJobs(
  raw: readonly unknown[],
  {reports, problems}: Pick<Known, 'reports'> & {problems: Problem[]},
): JobConfig[] {
  const settings = jobSettings(Object.keys(reports));
  const jobs = raw.map((item, index) => {
    const path = `jobs[${index}]`;
    const draft = readSettings(settings, item, {path, problems});
    problems.push(...misfits(draft, path, reports));
    return {...draft, step: draft.step?.name} as JobConfig;
  });
  problems.push(...repeated('jobs', 'step', jobs, ({report, step}) => report && step && `${report} by ${step}`));
  return jobs;
}

/** Values that are right alone and wrong together. */
function misfits(
  {report, step, span, refresh}: Draft<ReturnType<typeof jobSettings>>,
  path: string,
  reports: Known['reports'],
): Problem[] {
  const problems: Problem[] = [];
  const longest = report === undefined ? Number.POSITIVE_INFINITY : reports[report]!.maxWindow;
  if (step && step.seconds > longest) {
    const reason = `"${step.name}" is longer than the ${longest / 86_400} days that ${report} allows`;
    problems.push({path: `${path}.step`, reason, example: 'step: 1d'});
  }
  if (step && span && span.seconds < step.seconds) {
    const reason = `"${span.name}" is shorter than the step ${step.name}`;
    problems.push({path: `${path}.span`, reason, example: `span: ${step.name}`});
  }
  const late = span && refresh?.find((age) => age.seconds >= span.seconds);
  if (late) {
    const reason = `"${late.name}" never comes: by then a window has left the span ${span.name}`;
    problems.push({path: `${path}.refresh`, reason, example: 'refresh: [10m, 1h, 6h], each shorter than the span'});
  }
  return problems;
}
