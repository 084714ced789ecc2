/** Every number that decides whether somebody is woken, with its reason. */
export const thresholds = {
  fast: {
    /** Half of what is usual: no ordinary evening does that, and a channel that fails does no less. */
    factor: 0.5,
    /** Sends of the last hours; with 200, chance moves a rate of 30 % by 3 points, and its half is 15 away. More would make alerts sleep at night. */
    minVolume: 200,
  },
  day: {
    /** Rates of a whole day move by a few points; a fifth is well outside, and a drop of 30 % crosses it within the day. */
    factor: 0.8,
    /** Sends of a day; with 1000, chance moves any rate by less than 2 points. */
    minVolume: 1000,
  },
  floor: {
    /** The channels of phone makers are said to deliver 50 to 98 %; below 40 % something is set up wrongly, however usual it is. */
    rate: 0.4,
    /** Sends of a week. */
    minVolume: 1000,
  },
  send: {
    /** Sends succeed for 90 to 99 % of the targets; a certificate or token that expires takes most of them. */
    factor: 0.8,
    /** Targets of the last hours; with 200, chance moves a rate of 90 % by 2 points. */
    minVolume: 200,
  },
  silent: {
    /** Sends that are usual in two hours at this time of day (median of the days before), so that silence is no accident. */
    usual: 200,
    /** How many of the seven days before must have had sends at this time of day: one campaign makes nothing usual. */
    days: 5,
  },
  click: {
    /** Clicks depend on what was pushed: only a halving is worth a look. */
    factor: 0.5,
    /** Clicks that are to be expected of a day's deliveries; chance moves 200 by 7 %. */
    expected: 200,
  },
  receipts: {
    /** Sends of a day without a single receipt. */
    minVolume: 1000,
  },
  credentials: {
    /** Losses of the class config in the last hours, so that a night of a small app wakes nobody. */
    minLost: 50,
    /** Of the targets. All are refused, but of two hours one may have been well, and after ten minutes a quarter is not told yet. */
    share: 0.3,
  },
  quota: {
    /** Losses of the class quota in the last hours. */
    minLost: 100,
    /** Of what is missing. Single devices above a limit make 2 to 5 % on any day; a quota of the day that is used up makes nearly all. */
    share: 0.3,
  },
  doubled: {
    factor: 2,
    /** Losses of a day, and targets of the week; with 1000, chance moves them by 3 %. */
    minLost: 1000,
    /** Of the pushes, and more than before: what stays below one in a hundred can wait. */
    points: 0.01,
  },
  collector: {
    /** Three ticks of ten minutes, and ten more for a run that is at work: its point is written when it ends. */
    silentMinutes: 40,
    /** An hour's window is there 10 minutes after its end, so an hour and ten minutes is usual at most. */
    lagHours: 3,
    /** Time to mend what keeps a window from being collected. */
    holeDays: 3,
  },
} as const;
