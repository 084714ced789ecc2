import {PointsRefusedError} from '../domain/errors.js';
import type {Fence, Hold} from '../domain/executor.js';
import type {Point} from '../domain/point.js';
import type {Meter, Recorder, WriteOptions, Writer} from '../domain/ports.js';
import {stillOurs} from './held-recorder.js';
import {refusalOf} from './refusal.js';

export interface BatchOptions {
  /** A request is sent when this many points wait … */
  readonly maxPoints: number;
  /** … or when the first of them has waited this long … */
  readonly lingerMs: number;
  /** … or the first of those that are wanted soon has waited this long. */
  readonly soonMs: number;
  /** There is no room for more when this many points wait. */
  readonly maxWaiting: number;
}

/**
 * A run's last windows are there within a fraction of a second. The windows before them, in a backfill, wait long enough for a thousand
 * lines of a hundred apps. Larger requests would be no cheaper to write, and their points wait in memory meanwhile.
 */
export const BATCH: BatchOptions = {maxPoints: 2000, lingerMs: 1500, soonMs: 200, maxWaiting: 10_000};

interface Waiting {
  readonly points: readonly Point[];
  /** What may follow when the points are acknowledged. */
  readonly entry: Point | undefined;
  readonly soon: boolean;
  readonly hold: Hold | undefined;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Lets many windows share one write request, while each waits for its own acknowledgement. One request at a time: two writes
 * of the same point can never overtake each other. A refused request is split until the bad points stand alone.
 */
export class BatchWriter implements Recorder {
  #waiting: Waiting[] = [];
  #waitingPoints = 0;
  #linger: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #hurried = false;

  constructor(
    private readonly target: Writer,
    private readonly options: BatchOptions,
    private readonly meter: Pick<Meter, 'batch'>,
    private readonly fence?: Fence,
  ) {}

  write(points: readonly Point[], options?: WriteOptions): Promise<void> {
    return this.#enqueue(points, undefined, options);
  }

  record(points: readonly Point[], entry: Point, options?: WriteOptions): Promise<void> {
    return points.length > 0 ? this.#enqueue(points, entry, options) : this.#enqueue([entry], undefined, options);
  }

  /** The process is about to end: from now on nothing waits for company. */
  hurry(): void {
    this.#hurried = true;
    if (!this.#sending && this.#waiting.length > 0) this.#send();
  }

  #enqueue(points: readonly Point[], entry: Point | undefined, {soon = false, hold}: WriteOptions = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#wait({points, entry, soon, hold, resolve, reject});
      this.#arm(soon);
    });
  }

  #wait(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#waitingPoints += waiting.points.length;
  }

  room(): Promise<void> | undefined {
    return this.#waitingPoints < this.options.maxWaiting ? undefined : this.#roomMade();
  }

  async #roomMade(): Promise<void> {
    while (this.#waitingPoints >= this.options.maxWaiting) await this.#sending;
  }

  #arm(soon: boolean): void {
    const {maxPoints, lingerMs, soonMs} = this.options;
    if (this.#sending || this.#waiting.length === 0) return;
    if (this.#hurried || this.#waitingPoints >= maxPoints) this.#send();
    else {
      this.#linger ??= setTimeout(() => this.#send(), lingerMs);
      if (soon) this.#soon ??= setTimeout(() => this.#send(), soonMs);
    }
  }

  #send(): void {
    clearTimeout(this.#linger);
    clearTimeout(this.#soon);
    this.#linger = undefined;
    this.#soon = undefined;
    this.#sending = this.#deliver(this.#take()).then(() => {
      this.#sending = undefined;
      this.#arm(this.#waiting.some(({soon}) => soon));
    });
  }

  /** Whole windows up to the limit, at least one. */
  #take(): Waiting[] {
    let points = 0;
    let count = 0;
    for (const waiting of this.#waiting) {
      if (count > 0 && points + waiting.points.length > this.options.maxPoints) break;
      points += waiting.points.length;
      count += 1;
    }
    this.#waitingPoints -= points;
    return this.#waiting.splice(0, count);
  }

  async #deliver(all: readonly Waiting[]): Promise<void> {
    try {
      const batch = await stillOurs(all, this.fence);
      if (batch.length === 0) return;
      const refused = await this.#write(batch.flatMap(({points}) => points));
      for (const waiting of batch) {
        const bad = refused.size > 0 && waiting.points.find((point) => refused.has(point));
        if (bad) waiting.reject(refused.get(bad));
        else this.#acknowledge(waiting);
      }
    } catch (error) {
      for (const {reject} of all) reject(error);
    }
  }

  /** What follows shares the next request with the points of other windows. It belongs to points that are there, whoever has the lane by then. */
  #acknowledge({entry, soon, resolve, reject}: Waiting): void {
    if (entry) this.#wait({points: [entry], entry: undefined, soon, hold: undefined, resolve, reject});
    else resolve();
  }

  /** Resolves to the points that the database refuses even when they come alone. */
  async #write(points: readonly Point[]): Promise<Map<Point, PointsRefusedError>> {
    try {
      await this.target.write(points);
      this.meter.batch(points.length);
      return new Map();
    } catch (error) {
      if (!(error instanceof PointsRefusedError)) throw error;
      if (points.length === 1) return new Map([[points[0]!, refusalOf(points[0]!, error)]]);
      const middle = points.length >> 1;
      const left = await this.#write(points.slice(0, middle));
      return new Map([...left, ...(await this.#write(points.slice(middle)))]);
    }
  }
}
