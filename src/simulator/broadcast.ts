import type {Channel, EventType, PushProfile} from './app.js';
import type {Campaign} from './campaign.js';
import {campaignParts} from './campaign-parts.js';
import {mix, textHash} from './hash.js';
import {incidentsOf} from './incident.js';
import type {Counts} from './slot.js';
import {type SlotPart, type Span, slotParts} from './slot-parts.js';
import {appKey, type Conditions, combine, NOTHING, type Stream, sumOf} from './stream.js';

/** What one channel of the broadcasts came to. Two channels have the platform 0, so that only both numbers name one. */
export interface BroadcastRow extends Counts {
  readonly event: EventType;
  readonly platform: number;
}

/** What the API tells of the broadcasts of a window. */
export interface BroadcastCounts {
  readonly total: Counts;
  /** A channel without any count is absent. */
  readonly rows: readonly BroadcastRow[];
}

/** A stream of broadcasts. */
export interface BroadcastStream extends Stream {
  readonly source: Stream['source'] & Channel;
}

/** As `countsOf`, for all broadcasts together, or for those of one task. */
export function broadcastCountsOf(
  profile: PushProfile,
  span: Span,
  asOf: number,
  conditions: Conditions,
  taskId?: string,
): BroadcastCounts {
  const streams = broadcastStreams(profile, span, asOf, conditions, taskId);
  const sums = streams.map((stream) => ({channel: stream.source, sum: sumOf(stream)}));
  const rows = profile.broadcast.channels.map(({event, platform}) => {
    const own = sums.filter(({channel}) => channel.event === event && channel.platform === platform);
    return {event, platform, ...own.reduce((all, {sum}) => combine(all, sum, 1), NOTHING)};
  });
  return {
    total: sums.reduce((all, {sum}) => combine(all, sum, 1), NOTHING),
    rows: rows.filter(({total}) => total > 0),
  };
}

/** Those of the daily broadcasts and of every campaign, or of the campaign with the given task id. */
export function broadcastStreams(
  profile: PushProfile,
  span: Span,
  asOf: number,
  conditions: Conditions,
  taskId?: string,
): BroadcastStream[] {
  const {pushesPerDay, campaigns} = profile.broadcast;
  const streamsOf = (pushes: number, task: string, parts: readonly SlotPart[]) =>
    channelStreams(profile, conditions, {pushes, task, parts});
  const ofCampaign = (campaign: Campaign) =>
    streamsOf(campaign.size, campaign.taskId, campaignParts(campaign, span, asOf, profile.timezoneOffset));
  if (taskId !== undefined) return campaigns.filter((campaign) => campaign.taskId === taskId).flatMap(ofCampaign);
  const daily = streamsOf(pushesPerDay, '', slotParts(span, asOf, profile.timezoneOffset));
  return [...daily, ...campaigns.flatMap(ofCampaign)];
}

interface Sending {
  readonly pushes: number;
  readonly task: string;
  readonly parts: readonly SlotPart[];
}

function channelStreams(
  {sdkAppId, broadcast}: PushProfile,
  {seed, incidents}: Conditions,
  {pushes, task, parts}: Sending,
): BroadcastStream[] {
  if (parts.length === 0) return [];
  const key = appKey(seed, sdkAppId) + textHash(task);
  return broadcast.channels.map((channel) => {
    // No phone maker's trouble reaches an online push.
    const platform = channel.event === 1 ? channel.platform : undefined;
    return {
      source: {...channel, pushesPerDay: pushes * channel.share},
      key: mix(mix(key) + 1000 * channel.event + channel.platform),
      incidents: incidentsOf(incidents, {sdkAppId, platform, kind: 'broadcast'}),
      parts,
    };
  });
}
