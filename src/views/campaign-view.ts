import type {App} from '../domain/app.js';
import {type CampaignJob, type CampaignOutcome, countsIn} from '../domain/campaign.js';
import type {CampaignCounts, CampaignView} from '../domain/campaign-view.js';
import {isoUtc} from '../domain/local-time.js';
import {measurement, tag} from '../domain/measurements.js';
import type {Point} from '../domain/point.js';
import type {Store} from '../domain/ports.js';
import {ratesOf} from '../domain/rates.js';
import type {EpochSeconds, Seconds} from '../domain/window.js';
import {askedSpan, refuseUnknown, type SpanQuery} from './span-query.js';

/** Filters, as the address of the page tells them. */
export interface CampaignQuery extends SpanQuery {
  /** Names, with commas between them. */
  readonly app?: string;
}

export interface CampaignViewDeps {
  readonly store: Pick<Store, 'points'>;
  /** Undefined while no app has campaigns. */
  readonly campaigns?: {readonly job: CampaignJob} | undefined;
  readonly apps: readonly App[];
  /** Of the configuration. */
  readonly timezone: string;
}

/** A point stands at the beginning of the day on which its campaign was first seen. */
const LONGEST_DAY: Seconds = 25 * 3600;

/** Campaigns by name, with what is known of them. */
export async function campaignView(
  {app, last = '30d', ...query}: CampaignQuery,
  {store, campaigns, ...deps}: CampaignViewDeps,
  now: EpochSeconds,
): Promise<CampaignView> {
  refuseUnknown(query, ['app', 'last', 'from', 'to']);
  const timezone = deps.apps.find(({name}) => name === app)?.timezone ?? deps.timezone;
  const {span} = askedSpan({last, ...query}, {now, timezone});
  const wide = {start: span.start - LONGEST_DAY, end: span.end + 1};
  const points = {span: wide, ...(app !== undefined && {tags: {[tag.app]: String(app).split(',')}})};
  const [totals, platforms] = await Promise.all([
    store.points({measurement: measurement.campaignTotal, ...points}),
    store.points({measurement: measurement.campaignPlatform, ...points}),
  ]);
  const byCampaign = grouped(platforms);
  const appeared = ({fields}: Point) => Number(fields.appeared_at);
  const within = latestOf(totals).filter((total) => appeared(total) >= span.start && appeared(total) <= span.end);
  const rows = within.map((total) => rowOf(total, byCampaign.get(keyOf(total)) ?? [], campaigns?.job, now));
  return {timezone, from: isoUtc(span.start), to: isoUtc(span.end), rows: rows.sort(byTime)};
}

function grouped(points: readonly Point[]): Map<string, Point[]> {
  const groups = new Map<string, Point[]>();
  for (const point of points) groups.set(keyOf(point), [...(groups.get(keyOf(point)) ?? []), point]);
  return groups;
}

function keyOf({tags, time}: Point): string {
  return JSON.stringify([tags[tag.app], tags[tag.task], time]);
}

/** Two collectors may have met a task on two days: what was fetched last is what counts. */
function latestOf(totals: readonly Point[]): Point[] {
  const ordered = totals.toSorted((a, b) => Number(a.fields.fetched_at) - Number(b.fields.fetched_at));
  return [...new Map(ordered.map((point) => [keyOf({...point, time: 0}), point])).values()];
}

function rowOf(
  {tags, fields}: Point,
  platforms: readonly Point[],
  job: CampaignJob | undefined,
  now: EpochSeconds,
): CampaignCounts {
  const counts = countsIn(fields);
  const [appearedAt, fetchedAt] = [Number(fields.appeared_at), Number(fields.fetched_at)];
  return {
    app: tags[tag.app]!,
    taskId: tags[tag.task]!,
    name: String(fields.name),
    appearedAt: isoUtc(appearedAt),
    fetchedAt: isoUtc(fetchedAt),
    outcome: String(fields.outcome) as CampaignOutcome,
    isFinal: !job || fetchedAt >= appearedAt + job.refresh.at(-1)!.seconds || now >= appearedAt + job.report.retention,
    counts,
    rates: ratesOf(counts),
    platforms: platforms
      .map((point) => ({
        platform: point.tags[tag.platform]!,
        event: point.tags[tag.event]!,
        counts: countsIn(point.fields),
      }))
      .sort((a, b) => b.counts.sent - a.counts.sent),
  };
}

function byTime(a: CampaignCounts, b: CampaignCounts): number {
  return b.appearedAt.localeCompare(a.appearedAt) || a.app.localeCompare(b.app) || a.name.localeCompare(b.name);
}
