import type {JobConfig, Known} from './config.js';
import type {Problem} from './config-error.js';
import {ascendingDurations, duration, step} from './duration.js';
import {readSettings} from './reader.js';
import {repeated} from './repeated.js';
import {type Draft, required} from './setting.js';
import {cronLine, oneOf, oneOrMore} from './values.js';

/** The keys of one item of `jobs`. */
export function jobSettings(reports: readonly string[]) {
  return {
    report: required({
      doc: 'What is asked for: a report, or a list of reports, each of which becomes a job of its own',
      example: 'chat',
      read: oneOrMore(oneOf(reports, 'a report')),
    }),
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
  const drafts = raw.map((item, index) => {
    const path = `jobs[${index}]`;
    const draft = readSettings(settings, item, {path, problems});
    problems.push(...misfits(draft, path, reports));
    return draft;
  });
  const gridsOf = ({report = [], step}: JobDraft) => (step ? report.map((name) => `${name} by ${step.name}`) : []);
  problems.push(
    ...repeated(
      'step',
      drafts.map((draft, index) => ({path: `jobs[${index}]`, keys: gridsOf(draft)})),
    ),
  );
  return drafts.flatMap(({report = [], ...draft}) =>
    report.map((name) => ({...draft, report: name, step: draft.step?.name}) as JobConfig),
  );
}

type JobDraft = Draft<ReturnType<typeof jobSettings>>;

/** Values that are right alone and wrong together. */
function misfits(draft: JobDraft, path: string, reports: Known['reports']): Problem[] {
  const {report = [], step, span, refresh} = draft;
  const problems = report.flatMap((name) => beyondReport(name, draft, path, reports[name]!));
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

/** What the vendor does not answer. */
function beyondReport(
  name: string,
  {step, span, refresh}: JobDraft,
  path: string,
  {maxWindow, maxSpan = Number.POSITIVE_INFINITY}: Known['reports'][string],
): Problem[] {
  const days = (seconds: number) => `${seconds / 86_400} days`;
  const problems: Problem[] = [];
  if (step && step.seconds > maxWindow) {
    const reason = `"${step.name}" is longer than the ${days(maxWindow)} that ${name} allows`;
    problems.push({path: `${path}.step`, reason, example: 'step: 1d'});
  } else if (step && step.seconds + (refresh?.[0]?.seconds ?? 0) > maxSpan) {
    const reason = `before a window of "${step.name}" can be asked for, the vendor has forgotten where it begins: it keeps ${name} for ${days(maxSpan)}`;
    problems.push({path: `${path}.step`, reason, example: 'step: 1d'});
  }
  if (span && span.seconds > maxSpan) {
    const reason = `"${span.name}" is longer than the ${days(maxSpan)} for which the vendor keeps ${name}`;
    problems.push({path: `${path}.span`, reason, example: `span: ${maxSpan / 86_400}d`});
  }
  return problems;
}
