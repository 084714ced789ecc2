import ms from 'ms';
import {display} from './display.js';
import {readable, Unfit} from './setting.js';
import {listOf, textSchema} from './values.js';

/** A length of time as people write it, and its seconds. */
export interface Duration {
  readonly name: string;
  readonly seconds: number;
}

const LENGTH = /^[1-9]\d{0,8}[smhd]$/;
const longest = 3660 * 86_400;

/** Reads `30s`, `10m`, `6h`, `7d`. */
export const duration = readable(textSchema(LENGTH), (value): Duration => {
  if (typeof value !== 'string' || !LENGTH.test(value)) {
    throw new Unfit('is not a duration (a whole number and s, m, h or d)');
  }
  const seconds = ms(value as ms.StringValue) / 1000;
  if (seconds > longest) throw new Unfit('is longer than ten years');
  return {name: value, seconds};
});

/** Reads ages, each longer than the one before. */
export const ascendingDurations = readable({...listOf(duration).schema, minItems: 1}, (value): Duration[] => {
  const ages = listOf(duration)(value);
  if (ages.length === 0) throw new Unfit('without durations would never ask for a window');
  const late = ages.find((age, index) => index > 0 && age.seconds <= ages[index - 1]!.seconds);
  if (late) throw new Unfit('is not longer than the age before it', display(late.name));
  return ages;
});

/** Reads the pitch of a grid: hours that divide the day (`1h`, `6h`) or whole days (`1d`, `7d`). */
export const step = readable(textSchema(/^((1|2|3|4|6|8|12|24)h|[1-9]\d{0,2}d)$/), (value): Duration => {
  const [, digits, unit] = (typeof value === 'string' && /^([1-9]\d{0,2})([hd])$/.exec(value)) || [];
  if (!unit || (unit === 'h' && 24 % Number(digits) !== 0)) {
    throw new Unfit('is not a step: hours that divide the day, or whole days');
  }
  return duration(value);
});
