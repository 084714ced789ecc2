import type {LossMeaning} from './loss.js';
import type {EpochSeconds} from './window.js';

/** Which push is traced: a chat push by its id, or a push to many to one user. */
export type TracedPush = {readonly pushId: string} | {readonly taskId: string; readonly userId: string};

/**
 * What became of a push on one device. It holds personal data (a device's token, its model): it is shown to the person who asks, and
 * neither stored nor logged.
 */
export interface Trace {
  readonly instanceId: string;
  readonly platform: string;
  /** Of a push to many; null where the vendor does not say. */
  readonly event: string | null;
  readonly model: string;
  readonly system: string;
  readonly sdkVersion: string;
  readonly pushVersion: string;
  readonly certificateId: string;
  readonly token: string;
  /** What the number means is documented nowhere. */
  readonly notificationStatus: number | null;
  readonly pushedAt: TraceTime;
  /** In the order of the answer. */
  readonly stages: readonly TraceStage[];
}

export interface TraceStage {
  /** `im`, `offline` or `online`: what the stage is part of. */
  readonly way: string;
  /** `im`, `offline`, `channel`, `device`, `click`, or what the vendor calls it. */
  readonly name: string;
  /** What the number means is documented nowhere; the samples have 1 where it has happened. */
  readonly status: number | null;
  /** `0` where nothing is wrong. */
  readonly code: string;
  readonly text: string;
  /** Of a code on the way through a phone maker, which the dictionary of loss codes explains; otherwise null. */
  readonly meaning: LossMeaning | null;
  readonly at: TraceTime;
}

export interface TraceTime {
  /** As the vendor writes it, which names no zone. */
  readonly said: string;
  /** Null where that is no time. */
  readonly at: EpochSeconds | null;
}
