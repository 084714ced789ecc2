/** What a piece of work took of the process that did it. */
export interface Cost {
  readonly windows: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly rssMb: number;
}

export async function costOf(work: () => Promise<number>): Promise<Cost> {
  const startedMs = performance.now();
  const before = process.cpuUsage();
  const windows = await work();
  const {user, system} = process.cpuUsage(before);
  const rssMb = process.memoryUsage.rss() / 1e6;
  return {windows, wallMs: performance.now() - startedMs, cpuMs: (user + system) / 1000, rssMb};
}
