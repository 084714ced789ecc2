import type {LaneJobs} from '../domain/cluster.js';
import type {Recurring} from '../domain/job.js';
import {laneOf} from './lane-hold.js';
import type {TurnQueue} from './turn-queue.js';
import type {WantedJobs} from './wanted.js';

export interface AskOptions {
  /** Somebody waits for new windows; by default. */
  readonly isLive?: boolean;
  /** A turn at work is the one that is asked for; otherwise another follows it. */
  readonly once?: boolean;
  /** Two that ask by one name ask once. */
  readonly by?: string;
}

/** Asks for turns of lanes in the name of one machine. */
export class LaneAsks {
  #asked = 0;

  constructor(
    private readonly machine: string,
    private readonly deps: {readonly wanted: WantedJobs; readonly turns: TurnQueue},
  ) {}

  /** First it stands there that they are wanted: whoever has one at this moment sees it after its turn. */
  async ask(lanes: readonly string[], step: string, {isLive = true, once = false, by}: AskOptions = {}): Promise<void> {
    this.#asked += 1;
    await this.deps.wanted.want(lanes, step, by ?? `${this.machine} ${this.#asked}`, once);
    await this.deps.turns.add(lanes, isLive);
  }

  /** Of one job. */
  askFor({job, apps}: LaneJobs<Recurring>, options?: AskOptions): Promise<void> {
    const lanes = apps.map((app) => laneOf(app, job.report));
    return this.ask(lanes, job.step.name, options);
  }
}
