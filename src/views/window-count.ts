import type {App} from '../domain/app.js';
import {grouped} from '../domain/grouped.js';
import type {Job} from '../domain/job.js';
import {gridWindows} from '../domain/plan.js';
import type {WindowCount} from '../domain/push-view.js';
import type {EpochSeconds, Span} from '../domain/window.js';

export interface CountedWindows {
  readonly job: Job;
  readonly apps: readonly App[];
  readonly span: Span;
  readonly now: EpochSeconds;
}

/** Of each app: its windows that start within the span and are old enough to have been asked for, and how many of them are there. */
export class WindowCounter {
  readonly #expected: ReadonlyMap<string, number>;

  /** `collected`: how many windows each app has in the store. */
  constructor(
    {job, apps, span, now}: CountedWindows,
    private readonly collected: ReadonlyMap<string, number>,
  ) {
    const settleDelay = job.refresh[0]?.seconds ?? 0;
    const counts = ({start, end}: Span) => start >= span.start && start < span.end && end + settleDelay <= now;
    // Apps of one zone have the same windows; to cut ten years of hours for each of a hundred apps takes seconds.
    const zones = grouped(apps, ({timezone}) => timezone);
    this.#expected = new Map(
      [...zones].flatMap(([timezone, ofZone]) => {
        const expected = gridWindows(job, {timezone}, span).filter(counts).length;
        return ofZone.map(({name}) => [name, expected] as const);
      }),
    );
  }

  of(app: string): WindowCount {
    const collected = this.collected.get(app) ?? 0;
    const expected = this.#expected.get(app);
    // Somebody may have asked for a window before its time.
    return {collected, expected: expected === undefined ? null : Math.max(expected, collected)};
  }

  /** Of all together, those included that have nothing; an app that is not configured adds what it has. */
  all(apps: readonly string[] = [...new Set([...this.#expected.keys(), ...this.collected.keys()])]): WindowCount {
    const counts = apps.map((app) => this.of(app));
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    return {
      collected: sum(counts.map(({collected}) => collected)),
      expected: sum(counts.map(({collected, expected}) => expected ?? collected)),
    };
  }
}
