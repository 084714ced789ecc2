import {Queue, Worker} from 'bullmq';
import type {Recurring} from '../domain/job.js';
import {TICKS, tickId} from './names.js';
import type {QueueDeps} from './queue-deps.js';

export interface TickData {
  readonly report: string;
  readonly step: string;
  /** Of all ticks. */
  readonly id: string;
}

/** Longer than clocks of two machines differ. */
const KEPT_S = 3600;

/** Every machine adds every tick; of one id the first counts. */
export class TickQueue {
  readonly #queue: Queue<TickData>;

  constructor(private readonly deps: QueueDeps) {
    this.#queue = new Queue(TICKS, {connection: deps.commands, prefix: deps.prefix});
    this.#queue.on('error', deps.onError);
  }

  async add(job: Recurring, nowMs: number): Promise<void> {
    const id = tickId(job, nowMs);
    const kept = {age: KEPT_S};
    const again = {attempts: 5, backoff: {type: 'fixed', delay: 1000}};
    const data = {report: job.report.name, step: job.step.name, id};
    await this.#queue.add('tick', data, {jobId: id, removeOnComplete: kept, removeOnFail: kept, ...again});
  }

  /** Whoever is first sees to the tick. */
  worker(work: (tick: TickData) => Promise<void>): Worker<TickData> {
    const {engine: connection, prefix, onError} = this.deps;
    const options = {connection, prefix, maxStalledCount: 100, runRetryDelay: 1000};
    const worker = new Worker<TickData>(TICKS, ({data}) => work(data), options);
    worker.on('error', onError);
    return worker;
  }
}
