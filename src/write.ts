import {PointsRefusedError} from './domain/errors.js';
import type {Point} from './domain/point.js';
import type {Meter, Writer} from './domain/ports.js';

export interface BatchOptions {
  /** A request is sent when so many points wait … */
  readonly maxPoints: number;
  /** … or when the first of them has waited so long. */
  readonly lingerMs: number;
}

interface Waiting {
  readonly points: readonly Point[];
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Lets many windows share one write request, while each waits for its own acknowledgement. One request at a time: two writes
 * of the same point can never overtake each other. A refused request is split until the bad points stand alone.
 */
export class BatchWriter implements Writer {
  #waiting: Waiting[] = [];
  #waitingPoints = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending = false;

  constructor(
    private readonly target: Writer,
    private readonly options: BatchOptions,
    private readonly meter: Pick<Meter, 'batch'>,
  ) {}

  write(points: readonly Point[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({points, resolve, reject});
      this.#waitingPoints += points.length;
      this.#arm();
    });
  }

  #arm(): void {
    if (this.#sending || this.#waiting.length === 0) return;
    if (this.#waitingPoints >= this.options.maxPoints) void this.#send();
    else this.#timer ??= setTimeout(() => void this.#send(), this.options.lingerMs);
  }

  async #send(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending = true;
    await this.#deliver(this.#take());
    this.#sending = false;
    this.#arm();
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

  async #deliver(batch: readonly Waiting[]): Promise<void> {
    try {
      const refused = await this.#write(batch.flatMap(({points}) => points));
      for (const {points, resolve, reject} of batch) {
        const bad = points.map((point) => refused.get(point)).find(Boolean);
        if (bad) reject(bad);
        else resolve();
      }
    } catch (error) {
      for (const {reject} of batch) reject(error);
    }
  }

  /** Resolves to the points that the database refuses even when they come alone. */
  async #write(points: readonly Point[]): Promise<Map<Point, PointsRefusedError>> {
    try {
      await this.target.write(points);
      this.meter.batch(points.length);
      return new Map();
    } catch (error) {
      if (!(error instanceof PointsRefusedError)) throw error;
      if (points.length === 1) return new Map([[points[0]!, named(points[0]!, error)]]);
      const middle = points.length >> 1;
      const left = await this.#write(points.slice(0, middle));
      return new Map([...left, ...(await this.#write(points.slice(middle)))]);
    }
  }
}

function named(point: Point, error: PointsRefusedError): PointsRefusedError {
  const name = [point.measurement, ...Object.entries(point.tags).map(([key, value]) => `${key}=${value}`)].join(',');
  return new PointsRefusedError(`the database refuses the point ${name} at ${point.time}: ${error.message}`, [point]);
}
