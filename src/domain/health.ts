import {CAMPAIGNS} from './campaign.js';
import {type ClockLead, clockProblem} from './clock-lead.js';
import type {Known, Surveyed} from './coverage.js';
import type {Job} from './job.js';
import {numbered, numberedAre} from './numbered.js';
import {errorText, type RunSummary} from './run-summary.js';
import type {EpochSeconds, Seconds} from './window.js';

/**
 * `failed`: the last run ended with an error. `left`: it ended before everything that was due was collected. `hole`: windows are missing.
 * `refused`: windows were refused by the API or the database, or campaigns by the API. `clock`: ours is not the vendor's. `late`: a tick did not come. `grid`: windows of another grid are stored.
 */
export const problemKinds = ['failed', 'left', 'hole', 'refused', 'clock', 'late', 'grid'] as const;

export type ProblemKind = (typeof problemKinds)[number];

/** Something that somebody should know. The page, `status`, `/readyz` and the metrics have no other idea of what a problem is. */
export interface Problem {
  readonly kind: ProblemKind;
  readonly app: string;
  readonly report: string;
  readonly step: string;
  /** What is wrong and, where that helps, what to do. */
  readonly text: string;
}

/** How one job does for one app, as its last run left it or as the store tells. */
export interface JobHealth {
  readonly app: string;
  readonly report: string;
  readonly step: string;
  readonly holes: number;
  readonly refused: number;
  readonly left: number;
  /** Of the last run; empty: none. */
  readonly error: string;
  readonly clockLead: ClockLead;
  /** Windows of another grid in the job's span. */
  readonly foreign: number;
  /** Of campaigns: those of the refused whose task id the vendor does not know. */
  readonly unknown?: readonly string[];
}

/** A window that became due since the last tick is not a hole yet. */
const GRACE: Seconds = 3600;

/** Windows that should be there for a while and are not. */
export function holesIn(
  survey: readonly Surveyed<Known>[],
  {refresh}: Pick<Job, 'refresh'>,
  now: EpochSeconds,
): number {
  const since = now - GRACE - refresh[0]!.seconds;
  return survey.filter(({coverage, window}) => coverage === 'missing' && window.end <= since).length;
}

export function refusedIn(survey: readonly Surveyed<Known>[]): number {
  return survey.filter(({coverage}) => coverage === 'rejected').length;
}

/** As a run leaves it. */
export function healthAfter(summary: RunSummary): JobHealth {
  const {app, report, step, survey, windowsLeft: left, clockLead = 0, windowsForeign: foreign = 0, unknown} = summary;
  const holes = survey.filter(({coverage}) => coverage === 'missing').length;
  const error = errorText(summary);
  const counted = {holes, refused: refusedIn(survey), left, error, clockLead, foreign};
  return {app: app.name, report, step, ...counted, ...(unknown && {unknown})};
}

/** Empty: all is well. What is missing because of the last run's error is not another problem. */
export function problemsOf({app, report, step, ...health}: JobHealth): Problem[] {
  const noun = report === CAMPAIGNS ? 'campaign' : 'window';
  const found: [ProblemKind, string | false | undefined][] = [
    ['failed', health.error],
    [
      'left',
      health.error === '' &&
        health.left > 0 &&
        `${numberedAre(health.left, noun)} left for the next run, which asks for ${them(health.left)} by itself; if that lasts, look at the log`,
    ],
    [
      'hole',
      health.error === '' &&
        health.holes > 0 &&
        `${numberedAre(health.holes, noun)} missing; ${health.holes === 1 ? 'it is' : 'they are'} asked for at every tick until the vendor forgets ${them(health.holes)}`,
    ],
    ['refused', refusedText(health, noun)],
    ['clock', clockProblem(health.clockLead)],
    [
      'grid',
      health.foreign > 0 &&
        `${numbered(health.foreign, 'window')} of another grid ${health.foreign === 1 ? 'is' : 'are'} stored, and not counted; timpush-collector forget --grid --app ${app} shows ${them(health.foreign)}`,
    ],
  ];
  return found.flatMap(([kind, text]) => (text ? [{kind, app, report, step, text}] : []));
}

const MOST_NAMED = 5;

/** Task ids can be corrected, so they are named. */
function refusedText(
  {refused, unknown = []}: Pick<JobHealth, 'refused' | 'unknown'>,
  noun: 'window' | 'campaign',
): string {
  const named = unknown.slice(0, MOST_NAMED).join(', ');
  const more = unknown.length > MOST_NAMED ? ` and ${unknown.length - MOST_NAMED} more` : '';
  const others = refused - unknown.length;
  const place = noun === 'window' ? 'page' : 'log';
  const texts = [
    unknown.length > 0 &&
      `${numberedAre(unknown.length, 'task id')} unknown to the vendor (${named}${more}); correct or remove what is misspelt`,
    others > 0 &&
      `${numberedAre(others, noun)} refused; the ${place} tells why, and each is asked for again at its next refresh age, after the last one only by force`,
  ];
  return texts.filter(Boolean).join('; ');
}

function them(count: number): string {
  return count === 1 ? 'it' : 'them';
}
