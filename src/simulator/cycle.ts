const HOUR = 3600;
const DAY = 24 * HOUR;
/** The epoch was a Thursday. */
const FIRST_SATURDAY = 2 * DAY;

const wave = (time: number, period: number, peak: number) => Math.cos((2 * Math.PI * (time - peak)) / period);

/** Traffic at a local time, around 1: busiest at eight in the evening, a smaller hill before noon, fuller weekends. */
export function traffic(localTime: number): number {
  const daily = 1 + 0.55 * wave(localTime, DAY, 20 * HOUR) + 0.2 * wave(localTime, DAY / 2, 10.5 * HOUR);
  return daily * (1 + 0.08 * wave(localTime, 7 * DAY, FIRST_SATURDAY + DAY));
}

/** Share of the deliveries that have been reported at this age: most within minutes, the last after twelve hours. */
export function deliveredBy(age: number): number {
  const left = 1 - age / (12 * HOUR);
  return left <= 0 ? 1 : 0.75 * (1 - Math.exp(-age / 300)) + 0.25 * (1 - left ** 3);
}

/** Share of the clicks, among those delivered so far, that have been made at this age: the last after three days. */
export function clickedBy(age: number): number {
  const left = 1 - age / (3 * DAY);
  return left <= 0 ? 1 : 0.4 * (1 - Math.exp(-age / 1800)) + 0.6 * (1 - left ** 4);
}
