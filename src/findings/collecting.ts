import type {Finding, Severity} from '../domain/finding.js';
import type {Problem, ProblemKind} from '../domain/health.js';
import type {Recurring} from '../domain/job.js';
import type {EpochSeconds, Seconds} from '../domain/window.js';

/** How one job does for one app. Instants are ISO 8601. */
export interface CollectedJob {
  readonly app: string;
  readonly report: string;
  readonly step: string;
  readonly problems: readonly Problem[];
  readonly oldestHole: {readonly start: string; readonly expires: string} | null;
  /** Null: it has no windows. */
  readonly lag: Seconds | null;
  readonly lastRun: {readonly at: string} | null;
  /** It has run for less than an hour: what is missing is on its way, and nobody needs to know. */
  readonly isNew: boolean;
}

const severityOf: Readonly<Record<ProblemKind, Severity>> = {
  failed: 'critical',
  hole: 'warning',
  refused: 'warning',
  clock: 'warning',
  late: 'warning',
  grid: 'info',
  left: 'info',
};

/** Time to mend what keeps a window from being collected. */
const SOON: Seconds = 3 * 86_400;

/** What is wrong with collecting now. What stops several jobs of an app is one finding. */
export function collectingFindings(
  jobs: readonly CollectedJob[],
  late: readonly Recurring[],
  now: EpochSeconds,
): Finding[] {
  const found = new Map<string, Finding>();
  for (const job of jobs) {
    for (const {kind, text} of job.problems) {
      if (kind === 'hole' && job.isNew) continue;
      // What is missing or refused is so of each job; an error or a clock is that of the app.
      const isOfApp = kind === 'failed' || kind === 'clock';
      const key = JSON.stringify([kind, job.app, ...(isOfApp ? [text] : [job.report, job.step])]);
      const known = found.get(key);
      found.set(key, known ? withJob(known, job) : findingOf(job, kind, text, now));
    }
  }
  return [...found.values(), ...late.map((job) => lateFinding(job, now))];
}

function findingOf(job: CollectedJob, kind: ProblemKind, text: string, now: EpochSeconds): Finding {
  const {app, report, step, oldestHole} = job;
  const expires = kind === 'hole' && oldestHole ? seconds(oldestHole.expires) : undefined;
  const isSoon = expires !== undefined && expires < now + SOON;
  return {
    ...about(app, kind),
    severity: isSoon ? 'critical' : severityOf[kind],
    report,
    step,
    since: sinceOf(job, kind, now),
    note: expires === undefined ? text : `${text}, the oldest ${inTime(expires - now)}`,
  };
}

function withJob(finding: Finding, {report, step}: CollectedJob): Finding {
  return {...finding, note: `${finding.note}${finding.note.includes(ALSO) ? ',' : ALSO} ${report} ${step}`};
}

const ALSO = '; the same of';

function lateFinding({report, step}: Recurring, now: EpochSeconds): Finding {
  const note = 'its tick is late; it is made up for by itself, and until then nothing is asked for';
  return {
    ...about('all apps', 'late'),
    severity: severityOf.late,
    report: report.name,
    step: step.name,
    since: now,
    note,
  };
}

function about(app: string, kind: ProblemKind) {
  const noRate = {class: null, now: null, usual: null, pushes: null, volume: null, age: null};
  return {kind, app, platform: null, until: null, reasons: [], ...noRate};
}

/** An app that fails has been behind since the end of its newest window. */
function sinceOf({oldestHole, lag, lastRun}: CollectedJob, kind: ProblemKind, now: EpochSeconds): EpochSeconds {
  if (kind === 'hole' && oldestHole) return seconds(oldestHole.start);
  if (kind === 'failed' && lag !== null) return now - lag;
  return lastRun ? seconds(lastRun.at) : now;
}

function inTime(left: Seconds): string {
  const hours = Math.max(0, Math.floor(left / 3600));
  return hours < 48 ? `in ${hours} hours` : `in ${Math.floor(hours / 24)} days`;
}

function seconds(iso: string): EpochSeconds {
  return Math.floor(Date.parse(iso) / 1000);
}
