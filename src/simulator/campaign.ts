/** One push to many under a task id of its own. It is a broadcast like any other: the overall figures contain it. */
export interface Campaign {
  readonly taskId: string;
  /** Unix seconds, on a quarter of an hour. */
  readonly start: number;
  /** About so many devices. */
  readonly size: number;
}

const KNOWN_FOR = 30 * 86_400;

/** The vendor knows a task from its start on, for 30 days. */
export const isKnown = ({start}: Campaign, asOf: number): boolean => start <= asOf && asOf - start <= KNOWN_FOR;
