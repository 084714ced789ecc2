import type {App} from '../domain/app.js';
import type {LaneJobs} from '../domain/cluster.js';
import {settlesWithin} from '../domain/deadline.js';
import type {Executor, TakeTurn} from '../domain/executor.js';
import type {Recurring} from '../domain/job.js';
import {LaneAsks} from './lane-asks.js';
import {type LaneHold, laneOf, loseAll} from './lane-hold.js';
import {type LaneCounts, LaneTurns, type LaneTurnsDeps, lanesOf, type SharedLane} from './lane-turns.js';
import type {TickData, TickQueue} from './tick-queue.js';
import type {TurnJob, TurnQueue} from './turn-queue.js';
import {TurnWorker} from './turn-worker.js';

export interface SharedLanesOptions {
  /** Of this machine. */
  readonly name: string;
  /** A turn ends after so long. */
  readonly turnMs: number;
  readonly lockMs: number;
  /** So many turns may be at work here. */
  readonly lanes: number;
}

export interface SharedLanesDeps extends Omit<LaneTurnsDeps<never>, 'takeTurn' | 'want'> {
  /** Rejects when Redis does not answer. */
  readonly ping: () => Promise<unknown>;
  readonly ticks: TickQueue;
  readonly turns: TurnQueue;
}

const CANCEL_MS = 1000;

/** Lanes that several machines share: each has one holder at most, for one turn. */
export class SharedLanes<T extends Recurring> implements Executor<T> {
  /** Made of this. */
  #known: readonly LaneJobs<T>[] = [];
  #lanes = new Map<string, SharedLane<T>>();
  readonly #turns: LaneTurns<T>;
  readonly #asks: LaneAsks;
  readonly #worker: TurnWorker;
  readonly #tickWorker: {close(): Promise<void>};
  /** What is still to be told to Redis. */
  readonly #telling = new Set<Promise<void>>();
  /** Something was not told, because Redis was away. */
  #isUntold = false;
  #stopping = false;

  constructor(
    /** As they are now. */
    private readonly all: () => readonly LaneJobs<T>[],
    takeTurn: TakeTurn<T>,
    options: SharedLanesOptions,
    private readonly deps: SharedLanesDeps,
  ) {
    this.#asks = new LaneAsks(options.name, deps);
    const want = (lane: string, job: T) => this.#tell(this.#asks.ask([lane], job.step.name, {isLive: false}));
    this.#turns = new LaneTurns(options.turnMs, {...deps, takeTurn, want});
    this.#worker = new TurnWorker(options, {
      ...deps,
      work: (job, token) => this.#take(job, token),
      onEnded: (job) => this.#tell(this.#again(job)),
      onLost: (ids) => loseAll(deps.holds.values(), ids),
    });
    this.#tickWorker = deps.ticks.worker((tick) => this.#fanOut(tick));
  }

  get counts(): LaneCounts {
    return this.#turns.counts;
  }

  tick(job: T): void {
    this.#tell(this.deps.ticks.add(job, this.deps.clock.now()));
  }

  /**
   * Not by a tick: another machine may have seen to that already, without lanes that only this one has. A lane at work is seen to: its
   * turn has planned, or hands on what it leaves.
   */
  askAll(): void {
    this.#askAll(true);
  }

  begin(job: T, app: App): void {
    this.#tell(this.#asks.ask([laneOf(app, job.report)], job.step.name));
  }

  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    const {holds} = this.deps;
    for (const hold of holds.values()) hold.leave();
    const workers = Promise.all([this.#worker.close(), this.#tickWorker.close()]);
    const closed = workers.then(() => Promise.all(this.#telling));
    // While Redis does not answer, nothing that is in flight can be recorded any more.
    const away = new Promise<void>((resolve) => void this.deps.ping().catch(() => resolve()));
    await settlesWithin(this.deps.clock, graceMs, Promise.race([closed, away]));
    for (const hold of holds.values()) hold.cancel(new Error('the collector is stopping'));
    await settlesWithin(this.deps.clock, CANCEL_MS, closed);
  }

  /** Redis has answered. Looks whether turns wait that nobody takes. */
  watch(waiting: number): void {
    if (this.#stopping) return;
    if (this.#isUntold) this.#askAll(false);
    this.#isUntold = false;
    this.#worker.watch(waiting, this.deps.holds.size);
  }

  /** Renews the locks; those that are lost are told so. */
  async confirm(holds: readonly LaneHold[]): Promise<void> {
    loseAll(holds, await this.#worker.extend(holds));
  }

  #lane(key: string): SharedLane<T> | undefined {
    const all = this.all();
    if (all !== this.#known) this.#lanes = lanesOf(all);
    this.#known = all;
    return this.#lanes.get(key);
  }

  /** Of an app or a job that this machine's configuration does not have, nothing is done, and the next turns are left to others. */
  async #take(job: TurnJob, token: string): Promise<void> {
    const lane = this.#lane(job.data.lane);
    if (!lane) void this.#worker.rest();
    else if (!this.#stopping) await this.#turns.take(lane, job, token);
  }

  async #fanOut({report, step, id}: TickData): Promise<void> {
    const ticked = this.all().find(({job}) => job.report.name === report && job.step.name === step);
    if (ticked) await this.#asks.askFor(ticked, {by: id});
  }

  #askAll(once: boolean): void {
    for (const lanes of this.all()) this.#tell(this.#asks.askFor(lanes, {once}));
  }

  /** The lane is free by now: what was asked for meanwhile, or is left, needs a turn of its own. */
  async #again({data}: TurnJob): Promise<void> {
    const {lane} = data;
    const known = this.#lane(lane);
    if (!known) return this.deps.turns.passOn(data);
    const wanted = await this.deps.wanted.of(lane, [...known.jobs.keys()]);
    if (wanted.size > 0) await this.deps.turns.add([lane], false);
  }

  /** What fails because Redis is away is made up for when it is back. */
  #tell(work: Promise<void>): void {
    const told = work.catch((error) => {
      this.#isUntold = true;
      this.deps.log.debug({reason: String(error)}, 'not told to the cluster');
    });
    this.#telling.add(told);
    void told.finally(() => this.#telling.delete(told));
  }
}
