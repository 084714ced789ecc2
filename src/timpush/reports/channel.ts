import type {App} from '../../domain/app.js';
import {ContractError} from '../../domain/errors.js';
import {eventName, platformName, platformNames, tag} from '../../domain/measurements.js';
import {type JsonObject, type JsonPath, readCount} from '../parse.js';

/** The way that pushes took: a platform and, of broadcasts, an event. Both are values of tags. */
export interface Channel {
  readonly platform: string;
  readonly event?: string;
  /** Of no other. */
  readonly key: string;
}

export function channelOf(platform: string, event?: string): Channel {
  return event === undefined ? {platform, key: platform} : {platform, event, key: `${platform} ${event}`};
}

/** Made once: every answer has one for each of its rows. */
const documented = platformNames.map((name) => channelOf(name));

/** What an answer names becomes series, and one field of the ledger, which InfluxDB takes up to 64 KiB. */
const MOST = 64;

/** Throws a ContractError for more channels than there can be. */
export function refuseTooMany(channels: number, at: JsonPath): void {
  if (channels > MOST) throw new ContractError(at(), channels, `a list of at most ${MOST} platforms`);
}

export function readPlatform(row: JsonObject, at: JsonPath): Channel {
  const number = readCount(row, 'PushPlatform', at);
  return documented[number] ?? channelOf(platformName(number));
}

/** Of a broadcast's row: the platform alone is no key, since offline and online pushes both have one of 0. */
export function readPlatformAndEvent(row: JsonObject, at: JsonPath): Channel {
  return channelOf(readPlatform(row, at).platform, eventName(readCount(row, 'EventType', at)));
}

/** Tags that many points have in common are made once: thousands of points wait at a time. */
const knownTags = new WeakMap<App, Record<string, Readonly<Record<string, string>>>>();

/** The tags of an app's total, or of one of its channels. */
export function tagsOf(app: App, channel?: Channel): Readonly<Record<string, string>> {
  const known = knownTags.get(app) ?? {};
  knownTags.set(app, known);
  const key = channel?.key ?? '';
  known[key] ??= {
    [tag.app]: app.name,
    [tag.sdkAppId]: String(app.sdkAppId),
    ...(channel && {[tag.platform]: channel.platform}),
    ...(channel?.event !== undefined && {[tag.event]: channel.event}),
  };
  return known[key];
}
