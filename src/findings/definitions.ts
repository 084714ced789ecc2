import type {Definition, Mix} from './definition.js';

/** Every number that decides whether somebody is woken, with its reason. Grafana's rules and the collector's own findings of platforms are made of these. */
export const definitions = {
  collapse: {
    kind: 'delivery',
    severity: 'critical',
    over: 'hours',
    age: '10m',
    test: 'drop',
    rate: 'delivery',
    // Half of what is usual: no ordinary evening does that, and a channel that fails does no less.
    factor: 0.5,
    // With 200 sends, chance moves a rate of 30 % by 3 points, and its half is 15 away. More would make alerts sleep at night.
    least: {volume: 200},
  },
  drop: {
    kind: 'delivery',
    severity: 'warning',
    over: 'day',
    age: '1h',
    test: 'drop',
    rate: 'delivery',
    // Rates of a whole day move by a few points; a fifth is well outside, and a drop of 30 % crosses it within the day.
    factor: 0.8,
    // With 1000 sends, chance moves any rate by less than 2 points.
    least: {volume: 1000},
  },
  floor: {
    kind: 'low-delivery',
    severity: 'warning',
    over: 'week',
    age: '6h',
    test: 'floor',
    rate: 'delivery',
    // The channels of phone makers are said to deliver 50 to 98 %; below 40 % something is set up wrongly, however usual it is.
    least: 0.4,
    minVolume: 1000,
  },
  send: {
    kind: 'send',
    severity: 'warning',
    over: 'hours',
    age: '10m',
    test: 'drop',
    rate: 'send',
    // Sends succeed for 90 to 99 % of the targets; a certificate or token that expires takes most of them.
    factor: 0.8,
    // With 200 targets, chance moves a rate of 90 % by 2 points.
    least: {volume: 200},
  },
  silence: {
    kind: 'silence',
    severity: 'critical',
    over: 'hours',
    age: '10m',
    test: 'silence',
    collected: 2,
    // One campaign makes nothing usual.
    days: 5,
    // Median of those days, so that silence is no accident.
    usual: 200,
  },
  click: {
    kind: 'click',
    severity: 'warning',
    over: 'day',
    age: '6h',
    test: 'drop',
    rate: 'click',
    // Clicks depend on what was pushed: only a halving is worth a look.
    factor: 0.5,
    // Chance moves 200 clicks by 7 %.
    least: {expected: 200},
  },
  receipts: {kind: 'receipts', severity: 'info', over: 'day', age: '1h', test: 'no-receipts', minVolume: 1000},
  credentials: {
    kind: 'credentials',
    severity: 'critical',
    over: 'hours',
    age: '10m',
    test: 'loss-share',
    class: 'config',
    of: 'targets',
    // So that a night of a small app wakes nobody.
    minLost: 50,
    // All are refused, but of two hours one may have been well, and after ten minutes a quarter is not told yet.
    share: 0.3,
  },
  quota: {
    kind: 'quota',
    severity: 'warning',
    over: 'hours',
    age: '10m',
    test: 'loss-share',
    class: 'quota',
    of: 'gap',
    minLost: 100,
    // Single devices above a limit make 2 to 5 % of the gap on any day; a quota of the day that is used up makes nearly all.
    share: 0.3,
  },
  growth: {
    kind: 'loss-class',
    severity: 'warning',
    over: 'day',
    age: '1h',
    test: 'loss-growth',
    factor: 2,
    // What stays below one in a hundred pushes can wait.
    points: 0.01,
    // Losses of a day, and targets of the week; chance moves them by 3 %.
    minLost: 1000,
  },
} as const satisfies Record<string, Definition>;

/** Nobody is woken by it, and no rule of Grafana is made of it: it keeps people from looking for a fault where there is none. */
export const mix = {
  kind: 'mix',
  severity: 'info',
  over: 'day',
  age: '1h',
  rate: 'delivery',
  // Rates of a whole day move by a few points; what somebody asks about is more.
  points: 0.05,
  // Chance moves own rates, too.
  share: 0.8,
  // With 1000 sends, chance moves any rate by less than 2 points.
  minVolume: 1000,
} as const satisfies Mix;
