import type {Worker} from 'bullmq';
import type {Clock, Log} from '../domain/ports.js';
import type {LaneHold} from './lane-hold.js';
import type {TurnData, TurnJob, TurnQueue} from './turn-queue.js';

export interface TurnWorkerOptions {
  readonly name: string;
  readonly lockMs: number;
  readonly lanes: number;
}

export interface TurnWorkerDeps {
  readonly turns: TurnQueue;
  readonly work: (job: TurnJob, token: string) => Promise<void>;
  /** Its lane is free. */
  readonly onEnded: (job: TurnJob) => void;
  /** Jobs whose locks are somebody else's. */
  readonly onLost: (ids: readonly string[]) => void;
  readonly clock: Pick<Clock, 'elapsed' | 'sleep'>;
  readonly log: Log;
}

/** Turns wait, there is room, and nothing was taken for so long: the worker sleeps, as some do after Redis was away. */
const IDLE_MS = 20_000;
/** By then the others have looked for turns. */
const REST_MS = 2500;

/** Takes turns. One that sleeps is replaced; its turns at work end where they are. */
export class TurnWorker {
  #worker: Worker<TurnData>;
  readonly #former = new Set<Worker<TurnData>>();
  readonly #closing = new AbortController();
  #takenMs: number;

  constructor(
    private readonly options: TurnWorkerOptions,
    private readonly deps: TurnWorkerDeps,
  ) {
    this.#takenMs = deps.clock.elapsed();
    this.#worker = this.#open();
  }

  /** Renews the locks. Resolves to the jobs whose locks are lost. */
  async extend(holds: readonly LaneHold[]): Promise<string[]> {
    const ids = holds.map(({lock}) => lock.id);
    const tokens = holds.map(({lock}) => lock.token);
    return this.#worker.extendJobLocks(ids, tokens, this.options.lockMs);
  }

  /** Takes nothing for a while: what it has just taken is for another machine. Turns at work go on. */
  async rest(): Promise<void> {
    const worker = this.#worker;
    if (worker.isPaused()) return;
    await worker.pause(true);
    await this.deps.clock.sleep(REST_MS, this.#closing.signal).catch(() => {});
    await worker.resume();
  }

  watch(waiting: number, held: number): void {
    const nowMs = this.deps.clock.elapsed();
    if (waiting === 0 || held >= this.options.lanes) this.#takenMs = nowMs;
    if (nowMs - this.#takenMs < IDLE_MS) return;
    this.deps.log.warn({waiting}, 'turns wait and none is taken: the worker is replaced');
    const former = this.#worker;
    this.#former.add(former);
    this.#takenMs = nowMs;
    this.#worker = this.#open();
    void former.close().finally(() => this.#former.delete(former));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([this.#worker, ...this.#former].map((worker) => worker.close()));
  }

  #open(): Worker<TurnData> {
    const {turns, work, onEnded, onLost, clock, log} = this.deps;
    const worker = turns.worker(this.options.name, this.options, (job, token) => {
      this.#takenMs = clock.elapsed();
      return work(job, token);
    });
    worker.on('completed', onEnded);
    worker.on('failed', (job, error) => {
      log.error({lane: job?.data.lane, reason: error.message}, 'turn failed');
      if (job) onEnded(job);
    });
    worker.on('lockRenewalFailed', onLost);
    worker.on('error', (error) => log.debug({reason: error.message}, 'from the engine'));
    return worker;
  }
}
