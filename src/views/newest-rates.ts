import type {App} from '../domain/app.js';
import type {Age} from '../domain/coverage.js';
import type {Job} from '../domain/job.js';
import {type CountReport, countFields, countReports, measurement, tag} from '../domain/measurements.js';
import type {Store, SumQuery, SumRow} from '../domain/ports.js';
import {type Rates, ratesOf, type Sums} from '../domain/rates.js';
import {type EpochSeconds, nominalLength, type Seconds, type Span} from '../domain/window.js';

/** Of one window of one app. */
export interface NewestRates {
  readonly app: string;
  /** Null: the app's total. */
  readonly platform: string | null;
  readonly report: string;
  readonly sent: number;
  readonly rates: Rates;
}

export interface NewestRatesDeps {
  readonly apps: readonly App[];
  readonly jobs: readonly Job[];
  readonly store: Pick<Store, 'sums'>;
}

/** By then nearly all receipts and most clicks are there; windows are told at this age or the nearest before it, so that all are alike. */
const MATURE: Seconds = 6 * 3600;
/** Older windows tell nothing about now: then there are no rates, and other numbers say why. */
const WINDOWS = 4;
const EVERY: Seconds = 3600;

/** Of each app and report the newest window that has reached the age, by the finest step. */
export async function newestRates(
  {apps, jobs, store}: NewestRatesDeps,
  now: EpochSeconds,
  gone?: AbortSignal,
): Promise<NewestRates[]> {
  const asked = Object.keys(countReports).flatMap((report) => finestOf(jobs, report) ?? []);
  const known = new Set(apps.map(({name}) => name));
  const found = await Promise.all(
    asked.map(async (job) => {
      const [totals = [], platforms = []] = await store.sums(questionsOf(job, now), gone);
      return newestOf(totals, platforms).map((row) => rowOf(row, job.report.name));
    }),
  );
  return found.flat().filter(({app}) => known.has(app));
}

function finestOf(jobs: readonly Job[], report: string): Job | undefined {
  const own = jobs.filter((job) => job.report.name === report);
  return own.sort((a, b) => nominalLength(a.step) - nominalLength(b.step))[0];
}

function questionsOf({report, step, refresh}: Job, now: EpochSeconds): SumQuery[] {
  const {total, platform} = countReports[report.name as CountReport];
  const age: Age = refresh.findLast(({seconds}) => seconds <= MATURE) ?? refresh[0]!;
  const end = now - age.seconds;
  const span: Span = {start: end - WINDOWS * nominalLength(step), end};
  const shared = {span, tags: {[tag.age]: age.name}, fields: countFields, every: EVERY};
  return [
    {...shared, measurement: measurement.aged(total(step.name)), by: [tag.app]},
    {...shared, measurement: measurement.aged(platform(step.name)), by: [tag.app, tag.platform]},
  ];
}

/** Rows of the time at which the app has its newest total. */
function newestOf(totals: readonly SumRow[], platforms: readonly SumRow[]): SumRow[] {
  const newest = new Map<string, EpochSeconds>();
  for (const {tags, time} of totals) newest.set(tags[tag.app]!, Math.max(time!, newest.get(tags[tag.app]!) ?? time!));
  return [...totals, ...platforms].filter(({tags, time}) => time === newest.get(tags[tag.app]!));
}

function rowOf({tags, fields}: SumRow, report: string): NewestRates {
  const counts = fields as unknown as Sums;
  return {
    app: tags[tag.app]!,
    platform: tags[tag.platform] ?? null,
    report,
    sent: counts.sent,
    rates: ratesOf(counts),
  };
}
