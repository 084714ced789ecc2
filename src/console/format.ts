import {numbered} from '../domain/numbered.js';

const whole = new Intl.NumberFormat('en-US', {maximumFractionDigits: 0});
const short = new Intl.NumberFormat('en-US', {notation: 'compact', maximumSignificantDigits: 3});

export function countText(count: number | null | undefined): string {
  return count === null || count === undefined ? '–' : whole.format(count);
}

/** `1.27M`. */
export function shortText(count: number): string {
  return short.format(count);
}

export function percentText(rate: number | null | undefined): string {
  return rate === null || rate === undefined ? '–' : `${(rate * 100).toFixed(1)} %`;
}

/** `23 Nov 2026, 16:00`. */
export function timeText(seconds: number, zone: string): string {
  return format(seconds, zone, {day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit'});
}

export function clockText(seconds: number, zone: string): string {
  return format(seconds, zone, {hour: '2-digit', minute: '2-digit', second: '2-digit'});
}

/** `23 Nov, 16:00–17:00`; windows of whole days as days. */
export function windowText(start: number, end: number, zone: string): string {
  const day = {weekday: 'short', day: 'numeric', month: 'short'} as const;
  const clock = {hour: '2-digit', minute: '2-digit'} as const;
  const [from, to] = [start, end].map((at) => format(at, zone, clock));
  if (from === '00:00' && to === '00:00') {
    const [first, last] = [format(start, zone, day), format(end - 1, zone, day)];
    return first === last ? first : `${first} – ${last}`;
  }
  return `${format(start, zone, day)}, ${from}–${to}`;
}

/** `Thu 19 Nov – Sun 22 Nov`, `Thu 19 Nov, 16:00 – Sun 22 Nov, 09:00`; within a day as a window. */
export function spanText(start: number, end: number, zone: string): string {
  const at = (seconds: number) =>
    format(seconds, zone, {weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit'});
  const [from, to] = [at(start), at(end)];
  const whole = from.endsWith('00:00') && to.endsWith('00:00');
  return whole || dayOf(start, zone) === dayOf(end, zone) ? windowText(start, end, zone) : `${from} – ${to}`;
}

/** `2026-11-23`. */
export function dayOf(seconds: number, zone: string): string {
  return inputText(seconds, zone).slice(0, 10);
}

/** `Asia/Shanghai (GMT+8)`. */
export function zoneText(zone: string, at: number): string {
  const parts = new Intl.DateTimeFormat('en-GB', {timeZone: zone, timeZoneName: 'shortOffset'}).formatToParts(
    at * 1000,
  );
  return `${zone} (${parts.find(({type}) => type === 'timeZoneName')?.value})`;
}

export function durationText(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${(seconds / 3600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} d`;
}

/** `7 days`, for sentences. */
export function spanName({from, to}: {readonly from: number; readonly to: number}): string {
  const hours = Math.round((to - from) / 3600);
  if (hours === 24) return '24 hours';
  return hours % 24 === 0 ? `${hours / 24} days` : numbered(hours, 'hour');
}

/** For `<input type="datetime-local">`: `2026-11-23T16:00`. */
export function inputText(seconds: number, zone: string): string {
  const text = new Date(seconds * 1000).toLocaleString('sv-SE', {timeZone: zone});
  return text.slice(0, 16).replace(' ', 'T');
}

/** To the minute, `2026-11-23T16:00Z`: it stays the same whichever zone is shown. */
export function minuteText(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16)}Z`;
}

/** For the same: what is local already, or an instant. */
export function fieldText(text: string, zone: string): string {
  return text.endsWith('Z') ? inputText(Date.parse(text) / 1000, zone) : text;
}

/** The instant of a field for a date and a time of the zone, `2026-03-01T01:00:00.000Z`. Of an hour that a clock change skips, one beside it. */
export function instantText(text: string, zone: string): string {
  const asUtc = (local: string) => Date.parse(`${local}Z`) / 1000;
  const wanted = asUtc(text);
  const offsetAt = (at: number) => asUtc(inputText(at, zone)) - at;
  const near = wanted - offsetAt(wanted);
  return new Date((wanted - offsetAt(near)) * 1000).toISOString();
}

const formats = (zone: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', {timeZone: zone, hourCycle: 'h23', ...options});

function format(seconds: number, zone: string, options: Intl.DateTimeFormatOptions): string {
  return formats(zone, options).format(seconds * 1000);
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** With a capital and a stop, unless it has one. */
export function sentence(text: string): string {
  return capital(/[.!?]$/.test(text) ? text : `${text}.`);
}
