import type {EpochSeconds, Seconds} from './window.js';

/** Collectors that share the work. */
export interface ClusterView {
  /** Why nobody is asked at the moment; empty: all is well. */
  readonly failure: string;
  readonly machines: readonly MachineView[];
  /** Lanes that wait for somebody who takes them. */
  readonly waiting: number;
  /** How long the first of them has waited. */
  readonly oldestWaiting: Seconds;
  /** The first hundreds of those at work. */
  readonly held: readonly HeldLane[];
  /** Newest first. */
  readonly takeOvers: readonly TakeOver[];
}

export interface MachineView {
  readonly name: string;
  /** The one that answers. */
  readonly isThis: boolean;
  readonly startedAt: EpochSeconds;
  readonly lanes: number;
  /** Since its start. */
  readonly turns: number;
  readonly lost: number;
  readonly takeOvers: number;
  /** Connections to Redis that it lost. */
  readonly disconnects: number;
  /** Times that it was the first to find that Redis had forgotten everything. */
  readonly forgotten: number;
}

/** An app and a report at work. */
export interface HeldLane {
  readonly lane: string;
  readonly machine: string;
  readonly since: EpochSeconds;
}

/** A lane whose holder was gone goes on elsewhere. */
export interface TakeOver {
  readonly lane: string;
  readonly by: string;
  readonly at: EpochSeconds;
}
