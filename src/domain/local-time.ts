import {type EpochSeconds, zoned} from './window.js';

/**
 * An instant as ISO 8601, with an offset or Z.
 * @format date-time
 */
export type IsoInstant = string;

/** `2026-02-28T16:00:00Z`, for machines. */
export function isoUtc(instant: EpochSeconds): IsoInstant {
  return `${new Date(instant * 1000).toISOString().slice(0, 19)}Z`;
}

/** `2026-03-01T00:00:00+08:00`, for machines. */
export function isoIn(instant: EpochSeconds, timezone: string): IsoInstant {
  return zoned(instant, timezone).toString({smallestUnit: 'second', timeZoneName: 'never'});
}

/** `2026-03-01 00:00`, local to the zone, for people. */
export function localText(instant: EpochSeconds, timezone: string): string {
  return plain(instant, timezone, 'minute');
}

/** The same of an instant that is told to machines. */
export function instantText(iso: IsoInstant, timezone: string): string {
  return localText(Math.floor(Date.parse(iso) / 1000), timezone);
}

/** `2026-03-01 00:00:00`, local to the zone, for people. */
export function secondText(instant: EpochSeconds, timezone: string): string {
  return plain(instant, timezone, 'second');
}

function plain(instant: EpochSeconds, timezone: string, smallestUnit: 'minute' | 'second'): string {
  return zoned(instant, timezone).toPlainDateTime().toString({smallestUnit}).replace('T', ' ');
}
