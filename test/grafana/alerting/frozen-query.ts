const HOURS = 3600;
const MINUTES = 60;

/** The same query as it would be asked at an instant (Unix seconds): `now()` becomes that instant, also where buckets are laid from it. */
export function frozenAt(query: string, now: number): string {
  const instant = `'${new Date(now * 1000).toISOString()}'`;
  return query
    .replaceAll(/time\((\d+)([hm]), now\(\)\)/g, (_, count: string, unit: string) => {
      const width = Number(count) * (unit === 'h' ? HOURS : MINUTES);
      return `time(${count}${unit}, ${now % width}s)`;
    })
    .replaceAll('now()', instant);
}
