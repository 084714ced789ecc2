import type {Span} from '../domain/window.js';

/** Hours since the Unix epoch. */
export type Hour = number;

export const HOUR = 3600;

/** Counts by the hour, of which any stretch is summed up in one step. */
export class HourlySums<Field extends string> {
  readonly #values = new Map<Field, Float64Array>();
  #isAddedUp = false;

  constructor(private readonly span: {readonly start: Hour; readonly end: Hour}) {}

  add(hour: Hour, field: Field, value: number): void {
    const index = hour - this.span.start;
    if (value === 0 || index < 0 || hour >= this.span.end) return;
    let values = this.#values.get(field);
    if (!values) {
      values = new Float64Array(this.span.end - this.span.start + 1);
      this.#values.set(field, values);
    }
    values[index + 1]! += value;
  }

  /** Of the hours from one to another, half-open. After the first question nothing is added any more. */
  sum(field: Field, from: Hour, to: Hour): number {
    if (!this.#isAddedUp) this.#addUp();
    const values = this.#values.get(field);
    if (!values) return 0;
    const at = (hour: Hour) => values[Math.min(Math.max(hour - this.span.start, 0), values.length - 1)]!;
    return at(to) - at(from);
  }

  #addUp(): void {
    for (const values of this.#values.values()) for (let i = 1; i < values.length; i += 1) values[i]! += values[i - 1]!;
    this.#isAddedUp = true;
  }
}

/** Hours whose windows start within a span. */
export function hoursOf({start, end}: Span): {readonly start: Hour; readonly end: Hour} {
  return {start: Math.floor(start / HOUR), end: Math.ceil(end / HOUR)};
}
