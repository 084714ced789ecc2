import {type countFields, measurement, tag} from '../../../src/domain/measurements.js';
import {rateFields} from '../../../src/domain/rates.js';

/** The zone in which days are cut unless people choose another; the default of the collector's configuration. */
export const defaultTimezone = 'Asia/Shanghai';

export type CountField = (typeof countFields)[number];
export type Dimension = typeof tag.app | typeof tag.platform;

/** One count divided by another; never stored, always computed from sums. */
export interface Rate {
  readonly name: string;
  readonly part: CountField;
  readonly whole: CountField;
}

export const rates = {
  send: {name: 'Send rate', ...rateFields.send},
  delivery: {name: 'Delivery rate', ...rateFields.delivery},
  click: {name: 'Click rate', ...rateFields.click},
} as const satisfies Record<string, Rate>;

/** What people read in place of a field's name. */
const labels: Readonly<Record<CountField, string>> = {
  total: 'Sendable',
  sent: 'Sent',
  delivered: 'Delivered',
  clicked: 'Clicked',
  receipt_sent: 'Sent with receipts',
  receipt_delivered: 'Delivered with receipts',
  receipt_clicked: 'Clicked with receipts',
};

// The step is part of the measurement's name and the width of a bucket, so that no bucket holds two windows or half of one.
const step = '$step';
/** Of chat, of broadcast, or of both: raw, or Grafana would escape what is a pattern already. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in
export const pushes = '${pushes:raw}';
export const totals = chosen(measurement.chatTotal(step));
/** With braces, or the variable's name would go on. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in
const bracedStep = '${step}';
export const agedTotals = chosen(measurement.aged(measurement.chatTotal(bracedStep)));
export const platforms = chosen(measurement.chatPlatform(step));
export const hourlyPlatforms = chosen(measurement.chatPlatform('1h'));
export const agedPlatforms = chosen(measurement.aged(measurement.chatPlatform(bracedStep)));
export const losses = chosen(measurement.chatLoss(step));
export const hourlyLosses = chosen(measurement.chatLoss('1h'));
/** Broadcasts have two rows of the platform 0: one for pushes whose platform nobody told, one for those through the vendor's own connection. */
export const byPlatform = `"${tag.platform}", "${tag.event}"`;
export const ofApps = `"${tag.app}" =~ /^$app$/`;
/** Of the chosen pushes and of their losses. */
export const ofReports = `"${tag.report}" =~ /^${pushes}(-loss)?$/`;
export const ofPlatforms = `"${tag.platform}" =~ /^$platform$/`;
/** Has to be the last clause. */
export const zone = "tz('$timezone')";
export const perStep = `time(${step})` as const;
/** Whole days of hourly windows, too. */
export const perDay = 'time(1d)' as const;
/** From Monday on: the epoch was a Thursday. */
export const perWeek = 'time(7d, 4d)' as const;
export type Bucket = typeof perStep | typeof perDay;

const [from, to] = ['from', 'to'].map((end) => `\${__${end}}ms`);
/** One millisecond more, because a range of whole days ends that much before midnight. */
const startBefore = `${from} - (${to} - ${from}) - 1ms`;

/** The range on the screen, and the equally long one before it. */
export const inRange = '$timeFilter';
export const inRangeBefore = `time >= ${startBefore} AND time < ${from}`;
/**
 * Both without their newest windows, which have not reached the age at which windows are compared: a window has fewer counts than it
 * will have, which looks like a fall. Twenty minutes are for the collection.
 */
export const comparedAge = '6h';
const unripe = `${step} - ${comparedAge} - 20m`;
export const inRipe = `time >= ${from} AND time <= ${to} - ${unripe}`;
export const inRipeBefore = `time >= ${startBefore} AND time < ${from} - ${unripe}`;
/** Of windows that are younger than that. */
export const stillGrowing = `time >= now() - ${step} - ${comparedAge}`;
/** So much of either period has to be there. */
export const COMPARABLE = 0.95;
/** For a query around others: what it says of time cuts theirs. */
export const inBoth = `time >= ${startBefore} AND time <= ${to}`;
/** Two weeks of hours, or a year of days: a month of hours takes long to add up, and two weeks tell as much of how counts grow. */
export const inLastSteps = `time >= ${to} - ${step} * 336`;
/** What goes on in the range may have begun long before it. */
export const inReach = `time >= ${from} - 90d AND time <= ${to}`;
/** For a query around buckets: the first one of a day may begin that much before the range. */
export const inBuckets = `time >= ${from} - 1d AND time <= ${to}`;

export function sums(fields: readonly CountField[]): string {
  return fields.map((field) => `sum("${field}") AS "${labels[field]}"`).join(', ');
}

/** InfluxQL divides integers as integers inside a sub-query, and takes x/0 for 0: hence the factor and the guard. */
export function ratio({name, part, whole}: Rate): string {
  return `1.0 * sum("${part}") / sum("${whole}") AS "${name}"`;
}

export function guard({whole}: Rate): string {
  return `"${whole}" > 0`;
}

/** The measurement of the chosen pushes. InfluxQL adds up within one measurement only: with both chosen there are two series of each. */
function chosen(ofChat: string): string {
  return `/^${ofChat.replace('chat', pushes)}$/`;
}
