import {PointsRefusedError} from '../domain/errors.js';
import type {Point} from '../domain/point.js';
import type {Writer} from '../domain/ports.js';

/** Passes writes on and keeps in mind how the last one ended: who only reads does not notice a full disk. */
export class LastWrite implements Writer {
  #failure: string | undefined;

  constructor(private readonly target: Writer) {}

  /** Why the last write failed; undefined: it did not. */
  get failure(): string | undefined {
    return this.#failure;
  }

  async write(points: readonly Point[]): Promise<void> {
    try {
      await this.target.write(points);
      this.#failure = undefined;
    } catch (error) {
      // What is in the points is no matter of the store's health.
      this.#failure = error instanceof PointsRefusedError ? undefined : (error as Error).message;
      throw error;
    }
  }
}
