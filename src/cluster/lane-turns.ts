import type {App} from '../domain/app.js';
import type {LaneJobs} from '../domain/cluster.js';
import type {TakeTurn} from '../domain/executor.js';
import type {Recurring} from '../domain/job.js';
import type {Clock, Log} from '../domain/ports.js';
import {LaneHold, laneOf} from './lane-hold.js';
import type {Keys} from './names.js';
import type {TurnJob} from './turn-queue.js';
import type {WantedJobs} from './wanted.js';

/** An app and a report. */
export interface SharedLane<T> {
  readonly app: App;
  /** By step. */
  readonly jobs: ReadonlyMap<string, T>;
}

/** By app and report. */
export function lanesOf<T extends Recurring>(all: readonly LaneJobs<T>[]): Map<string, SharedLane<T>> {
  const lanes = new Map<string, {readonly app: App; readonly jobs: Map<string, T>}>();
  for (const {job, apps} of all) {
    for (const app of apps) {
      const key = laneOf(app, job.report);
      const lane = lanes.get(key) ?? {app, jobs: new Map()};
      lanes.set(key, lane);
      lane.jobs.set(job.step.name, job);
    }
  }
  return lanes;
}

/** Of one machine, since its start. */
export interface LaneCounts {
  turns: number;
  lost: number;
  takeOvers: number;
}

export interface LaneTurnsDeps<T extends Recurring> {
  readonly takeTurn: TakeTurn<T>;
  readonly wanted: WantedJobs;
  readonly keys: Keys;
  /** Lanes that this machine holds. */
  readonly holds: Map<string, LaneHold>;
  readonly onTakeOver: (lane: string) => void;
  /** The job wants another turn. */
  readonly want: (lane: string, job: T) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** A turn that was told to hand over gets this long to finish what is in flight; then it is cancelled. */
const HANDOVER_MS = 60_000;

/** Turns of lanes as this machine has them: what is wanted is worked on under the lock of the engine's job, for so long at most. */
export class LaneTurns<T extends Recurring> {
  readonly counts: LaneCounts = {turns: 0, lost: 0, takeOvers: 0};

  constructor(
    private readonly turnMs: number,
    private readonly deps: LaneTurnsDeps<T>,
  ) {}

  async take(lane: SharedLane<T>, {id, data, stalledCounter}: TurnJob, token: string): Promise<void> {
    const {keys, holds} = this.deps;
    if (stalledCounter > 0) this.#noteTakeOver(data.lane);
    const hold = new LaneHold(data.lane, {id: id!, key: keys.lock(id!), token});
    holds.set(data.lane, hold);
    const over = new AbortController();
    void this.#limit(hold, over.signal);
    try {
      await this.#work(lane, hold);
    } finally {
      over.abort();
      if (holds.get(data.lane) === hold) holds.delete(data.lane);
    }
  }

  async #work({app, jobs}: SharedLane<T>, hold: LaneHold): Promise<void> {
    const {wanted, takeTurn, log} = this.deps;
    const seen = await wanted.of(hold.lane, [...jobs.keys()]);
    const asked = [...jobs].flatMap(([step, job]) => (seen.has(step) ? [job] : []));
    if (asked.length === 0) return;
    this.counts.turns += 1;
    log.debug({lane: hold.lane, token: hold.lock.token}, 'turn begins');
    const unfinished = await takeTurn({app, jobs: asked}, hold.signals);
    log.debug({lane: hold.lane, token: hold.lock.token, lost: hold.lost}, 'turn ended');
    if (hold.lost) return this.#noteLoss(hold, asked);
    for (const {step} of unfinished) seen.delete(step.name);
    await wanted.settle(hold.lane, seen);
  }

  /** The next holder settles what it was wanted for; where Redis has forgotten all, this tells it anew. */
  #noteLoss({lane}: LaneHold, asked: readonly T[]): void {
    this.counts.lost += 1;
    this.deps.log.warn({lane}, 'lane lost: another collector has it, or Redis has forgotten it');
    for (const job of asked) this.deps.want(lane, job);
  }

  #noteTakeOver(lane: string): void {
    this.counts.takeOvers += 1;
    this.deps.onTakeOver(lane);
    this.deps.log.warn({lane}, 'lane taken over: its holder was gone');
  }

  async #limit(hold: LaneHold, over: AbortSignal): Promise<void> {
    const {clock, log} = this.deps;
    try {
      await clock.sleep(this.turnMs, over);
      hold.handOver();
      await clock.sleep(HANDOVER_MS, over);
      log.error({lane: hold.lane}, 'turn does not end: cancelled');
      hold.cancel(new Error('the turn did not end in time'));
    } catch {
      // It has ended.
    }
  }
}
