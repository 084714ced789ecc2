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
  const known = new Set(apps.map(({name}) => name));
  const found: NewestRates[] = [];
  for (const report of Object.keys(countReports)) {
    const job = finestOf(jobs, report);
    if (job) found.push(...(await ratesOfJob(job, {store, now, gone})));
  }
  return found.filter(({app}) => known.has(app));
}

interface Asking {
  readonly store: Pick<Store, 'sums'>;
  readonly now: EpochSeconds;
  readonly gone: AbortSignal | undefined;
}

/** First the totals, of which there are few: they tell which windows of the platforms are worth reading. */
async function ratesOfJob({report, step, refresh}: Job, {store, now, gone}: Asking): Promise<NewestRates[]> {
  const names = countReports[report.name as CountReport];
  const age: Age = refresh.findLast(({seconds}) => seconds <= MATURE) ?? refresh[0]!;
  const shared = {tags: {[tag.age]: age.name}, fields: countFields, every: EVERY};
  const end = now - age.seconds;
  const span: Span = {start: end - WINDOWS * nominalLength(step), end};
  const ofTotals = {...shared, measurement: measurement.aged(names.total(step.name)), by: [tag.app], span};
  const [totals = []] = await store.sums([ofTotals], gone);
  const newest = newestTimes(totals);
  const ofPlatforms = [...new Set(newest.values())].map((start): SumQuery => {
    const name = measurement.aged(names.platform(step.name));
    return {...shared, measurement: name, by: [tag.app, tag.platform], span: {start, end: start + EVERY}};
  });
  const platforms = ofPlatforms.length > 0 ? await store.sums(ofPlatforms, gone) : [];
  return [totals, ...platforms]
    .flat()
    .filter(({tags, time}) => time === newest.get(tags[tag.app]!))
    .map((row) => rowOf(row, report.name));
}

function finestOf(jobs: readonly Job[], report: string): Job | undefined {
  const own = jobs.filter((job) => job.report.name === report);
  return own.sort((a, b) => nominalLength(a.step) - nominalLength(b.step))[0];
}

/** The time at which each app has its newest total. */
function newestTimes(totals: readonly SumRow[]): Map<string, EpochSeconds> {
  const newest = new Map<string, EpochSeconds>();
  for (const {tags, time} of totals) newest.set(tags[tag.app]!, Math.max(time!, newest.get(tags[tag.app]!) ?? time!));
  return newest;
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
