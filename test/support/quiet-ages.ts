/** Refresh ages at which no window becomes due while a test is at it: a quarter of an hour from now, whatever the zone. */
export function quietAges(count: number): Record<string, number> {
  const minutes = (new Date().getUTCMinutes() + 15) % 30 || 30;
  const ages = Array.from({length: count}, (_, hours) => minutes + 60 * hours);
  return Object.fromEntries(ages.map((age) => [`${age}m`, age * 60]));
}
