import {tag} from '../domain/measurements.js';
import type {Point} from '../domain/point.js';
import type {Clock, PointQuery, Store} from '../domain/ports.js';
import type {Seconds} from '../domain/window.js';

/** How many apps share a question: enough to make it cheap, few enough to hold its answer. */
const APPS = 64;
/** The pause before the next question: an answer is followed by as many new connections to the API, 8,000 a second. */
const APART_MS = 8;

/** A question that only lacks the app. */
interface Shared {
  readonly query: PointQuery;
  readonly waiting: Waiting[];
}

interface Waiting {
  readonly sdkAppId: string;
  resolve(points: Point[]): void;
  reject(error: unknown): void;
}

/**
 * At a tick every app asks for its own points, and a database answers one question about many apps far sooner than as many questions.
 * So what is asked in one moment and differs only in the app becomes one question, and each gets its own points out of the answer.
 */
export class BatchReader implements Pick<Store, 'points' | 'retention'> {
  readonly #shared = new Map<string, Shared>();

  constructor(
    private readonly store: Pick<Store, 'points' | 'retention'>,
    private readonly clock: Pick<Clock, 'sleep'>,
  ) {}

  points(query: PointQuery): Promise<Point[]> {
    const {[tag.sdkAppId]: sdkAppId, ...tags} = query.tags ?? {};
    if (typeof sdkAppId !== 'string') return this.store.points(query);
    return new Promise((resolve, reject) => {
      this.#join({...query, tags}, {sdkAppId, resolve, reject});
    });
  }

  /** The store remembers it. */
  retention(): Promise<Seconds | undefined> {
    return this.store.retention();
  }

  #join(query: PointQuery, waiting: Waiting): void {
    const key = JSON.stringify(query);
    const shared = this.#shared.get(key);
    if (shared) shared.waiting.push(waiting);
    else {
      this.#shared.set(key, {query, waiting: [waiting]});
      setImmediate(() => void this.#send(key));
    }
  }

  /** Some apps after others, so that their runs do not all begin in the same instant. */
  async #send(key: string): Promise<void> {
    const {query, waiting} = this.#shared.get(key)!;
    this.#shared.delete(key);
    for (let next = 0; next < waiting.length; next += APPS) {
      try {
        if (next > 0) await this.clock.sleep(APART_MS);
        await this.#ask(query, waiting.slice(next, next + APPS));
      } catch (error) {
        for (const {reject} of waiting.slice(next)) reject(error);
        return;
      }
    }
  }

  async #ask(query: PointQuery, waiting: readonly Waiting[]): Promise<void> {
    const ids = [...new Set(waiting.map(({sdkAppId}) => sdkAppId))];
    const points = await this.store.points({...query, tags: {...query.tags, [tag.sdkAppId]: ids}});
    const byApp = new Map(ids.map((id) => [id, [] as Point[]]));
    for (const point of points) byApp.get(point.tags[tag.sdkAppId]!)?.push(point);
    for (const {sdkAppId, resolve} of waiting) resolve(byApp.get(sdkAppId)!);
  }
}
