/** The keys of this cluster in Redis. The engine's own begin with the prefix, too. */
export function keysOf(prefix: string) {
  return {
    wanted: `${prefix}:wanted`,
    slot: (sdkAppId: number, command: string) => `${prefix}:slot:${sdkAppId}:${command}`,
    machines: `${prefix}:machines`,
    machine: (name: string) => `${prefix}:machine:${name}`,
    takeOvers: `${prefix}:take-overs`,
    backfill: `${prefix}:backfill`,
    /** Stands there as long as Redis has not forgotten everything. */
    known: `${prefix}:known`,
    /** Of a turn's job, as the engine names it. */
    lock: (id: string) => `${prefix}:${TURNS}:${id}:lock`,
  };
}

export type Keys = ReturnType<typeof keysOf>;

/** Queues of the engine. */
export const TURNS = 'turns';
export const TICKS = 'ticks';

/** The same on every machine that ticks at that time; the engine wants neither colons nor digits alone. */
export function tickId(job: {report: {name: string}; step: {name: string}; schedule: string}, nowMs: number): string {
  const isFast = job.schedule.trim().split(/\s+/).length > 5;
  const time = new Date(nowMs).toISOString().replace(/[-:]/g, '');
  return `tick-${job.report.name}-${job.step.name}-${time.slice(0, isFast ? 15 : 13)}`;
}
