/** A piece of work that traces show: a run, or a call, which belongs to the run that makes it. */
export interface Traced {
  readonly kind: 'run' | 'call';
  readonly app: string;
  readonly report: string;
  /** Of a run. */
  readonly step?: string;
  /** Of a call, from 1. */
  readonly attempt?: number;
}

/** Does the work, and settles as it does. What it makes within belongs to it. */
export type Trace = <T>(work: Traced, does: () => Promise<T>) => Promise<T>;

/** Where nobody looks at traces, the work is just done. */
export function traced<T>({trace}: {readonly trace?: Trace}, work: Traced, does: () => Promise<T>): Promise<T> {
  return trace ? trace(work, does) : does();
}
