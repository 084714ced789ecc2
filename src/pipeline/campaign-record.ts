import type {App} from '../domain/app.js';
import {
  type Campaign,
  type CampaignRecord,
  type CampaignRow,
  type KnownCampaign,
  noCounts,
} from '../domain/campaign.js';
import {ApiError, type CollectorError, ContractError} from '../domain/errors.js';
import {countFields, tag} from '../domain/measurements.js';
import type {Point} from '../domain/point.js';
import {type EpochSeconds, startOfLocalDay} from '../domain/window.js';

/** What the vendor says of a task. */
export type CampaignAnswer = Pick<CampaignRecord, 'outcome' | 'errorCode' | 'rows'>;

const UNKNOWN_TASK = 90049;

/** What an answer to several tasks says of one; undefined: it does not name it. */
export function answerOf(found: readonly CampaignRow[] | ContractError | undefined): CampaignAnswer {
  if (found === undefined) return {outcome: 'unknown', errorCode: 0, rows: []};
  return found instanceof ContractError ? rejectionOf(found) : {outcome: 'ok', errorCode: 0, rows: found};
}

/** A refusal of one task alone. */
export function rejectionOf(error: CollectorError): CampaignAnswer {
  const errorCode = error instanceof ApiError ? error.code : 0;
  return {outcome: errorCode === UNKNOWN_TASK ? 'unknown' : 'rejected', errorCode, rows: []};
}

export interface Answered {
  readonly app: App;
  readonly campaign: Campaign;
  readonly answer: CampaignAnswer;
  readonly fetchedAt: EpochSeconds;
  readonly known: KnownCampaign | undefined;
  /** The points of its channels that the store has, which may be more than the total tells of: a crash came in between. */
  readonly stored: readonly Point[];
  readonly now: EpochSeconds;
}

/** Without counts, those that the store has stay as they are. */
export function recordOf({app, campaign, answer, fetchedAt, known, stored, now}: Answered): CampaignRecord {
  const times = known ? [known.time] : stored.map(({time}) => time);
  const time = times.length > 0 ? Math.min(...times) : startOfLocalDay(now, app.timezone);
  const appearedAt = known && known.appearedAt <= now ? known.appearedAt : now;
  const record = {app, campaign, time, appearedAt, fetchedAt};
  const outcome = isForgotten(answer, known) ? 'unknown' : answer.outcome;
  if (outcome !== 'ok') return {...record, ...answer, outcome, rows: [{counts: known?.counts ?? noCounts}]};
  const before = stored.filter((point) => point.time === time);
  return {...record, ...answer, rows: withVanished(answer.rows, before)};
}

/**
 * Counts of a task only grow: one that is nothing, where there was something, says that the vendor has forgotten the days that it is of.
 * What was sent goes first, and what was clicked later would then be all that is left.
 */
function isForgotten({rows: [total]}: CampaignAnswer, known: KnownCampaign | undefined): boolean {
  return (
    total !== undefined && countFields.some((field) => total.counts[field] === 0 && known && known.counts[field] > 0)
  );
}

/** Overwriting never deletes: a channel that an earlier answer had is written as zeros. */
function withVanished(rows: readonly CampaignRow[], before: readonly Point[]): CampaignRow[] {
  const there = new Set(rows.map(({channel}) => `${channel?.platform} ${channel?.event}`));
  const vanished = before
    .map(({tags}) => ({platform: tags[tag.platform]!, event: tags[tag.event]!}))
    .filter(({platform, event}) => !there.has(`${platform} ${event}`));
  return [...rows, ...vanished.map((channel) => ({channel, counts: noCounts}))];
}
