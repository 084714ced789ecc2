import type {Job} from './job.js';
import type {Store} from './store.js';
import {type EpochSeconds, nominalLength, type Seconds, type Span} from './window.js';

/** A job that wants windows for longer than the store keeps points. */
export interface Unkept {
  readonly report: string;
  readonly step: string;
  /** What the job wants, and what the store keeps. */
  readonly span: Seconds;
  readonly retention: Seconds;
}

/** The jobs whose span is cut, by what the store tells of itself. Points stand at their windows' starts. */
export async function unkeptJobs(store: Pick<Store, 'retention'>, jobs: readonly Job[]): Promise<Unkept[]> {
  const retention = await store.retention();
  if (retention === undefined) return [];
  const cut = jobs.filter(({span, step}) => span + nominalLength(step) > retention);
  return cut.map(({report, step, span}) => ({report: report.name, step: step.name, span, retention}));
}

/** What everybody is told of it. */
export function unkeptText({report, step, span, retention}: Unkept): string {
  return (
    `the database keeps points for ${durationText(retention)}, the job ${report} ${step} wants ${durationText(span)} of whole windows: ` +
    'older ones are not asked for (state “unkept”); keep points for longer, or shorten the span'
  );
}

/** A word on spans that begin earlier than the store keeps points; none when all is kept. */
export async function unkeptNotes(
  store: Pick<Store, 'retention'>,
  spans: readonly Span[],
  now: EpochSeconds,
): Promise<string[]> {
  const retention = await store.retention();
  if (retention === undefined || !spans.some(({start}) => start < now - retention)) return [];
  return [`The database keeps points for ${durationText(retention)}: older windows are not asked for.`];
}

function durationText(seconds: Seconds): string {
  return seconds % 86_400 === 0 ? `${seconds / 86_400} days` : `${Math.round(seconds / 360) / 10} hours`;
}
