import type {App} from '../domain/app.js';
import {APP_DAYS_AT_ONCE, DAYS_AT_ONCE, foreignIn} from '../domain/grid.js';
import type {Job} from '../domain/job.js';
import type {Clock, Store} from '../domain/ports.js';
import {turn} from '../domain/turn.js';
import type {EpochSeconds, Seconds, Span} from '../domain/window.js';

const DAY: Seconds = 86_400;
/** This process makes no window of another grid; another one may, or may remove them. */
const GOOD_FOR_MS = 600_000;
const MOST_DAYS = 20_000;

/** Starts of windows of another grid, by SDKAppID. */
export type Starts = ReadonlyMap<number, ReadonlySet<EpochSeconds>>;

interface Day {
  readonly atMs: number;
  readonly found: {readonly sdkAppId: number; readonly start: EpochSeconds}[];
}

/** Where windows of another grid stand: asked of the ledger, and remembered by day (UTC) for a while. Normally there are none. */
export class ForeignStarts {
  readonly #days = new Map<string, Day>();

  constructor(
    private readonly store: Pick<Store, 'points'>,
    private readonly apps: readonly App[],
    private readonly clock: Pick<Clock, 'elapsed'>,
  ) {}

  async of(job: Job, span: Span): Promise<Starts> {
    const days = daysTouching(span);
    const lacking = days.filter((day) => !this.#isKnown(job, day));
    if (lacking.length > 0) await this.#read(job, {start: lacking[0]!, end: lacking.at(-1)! + DAY});
    const starts = new Map<number, Set<EpochSeconds>>();
    for (const {sdkAppId, start} of days.flatMap((day) => this.#days.get(keyOf(job, day))?.found ?? [])) {
      if (start < span.start || start >= span.end) continue;
      starts.set(sdkAppId, (starts.get(sdkAppId) ?? new Set()).add(start));
    }
    return starts;
  }

  #isKnown(job: Job, day: EpochSeconds): boolean {
    const known = this.#days.get(keyOf(job, day));
    return known !== undefined && this.clock.elapsed() - known.atMs <= GOOD_FOR_MS;
  }

  async #read(job: Job, {start, end}: Span): Promise<void> {
    if (this.#days.size > MOST_DAYS) this.#days.clear();
    const atMs = this.clock.elapsed();
    const most = Math.ceil(APP_DAYS_AT_ONCE / Math.max(1, this.apps.length));
    const length = DAY * Math.min(DAYS_AT_ONCE, most);
    for (let from = start; from < end; from += length) {
      await turn();
      const span = {start: from, end: Math.min(from + length, end)};
      const foreign = await foreignIn(this.store, {job, apps: this.apps}, span);
      for (const day of daysTouching(span)) this.#days.set(keyOf(job, day), {atMs, found: []});
      for (const {app, windows} of foreign) {
        for (const window of windows) {
          const found = {sdkAppId: app.sdkAppId, start: window.start};
          this.#days.get(keyOf(job, dayOf(window.start)))!.found.push(found);
        }
      }
    }
  }
}

function keyOf({report, step}: Job, day: EpochSeconds): string {
  return `${report.name} ${step.name} ${day}`;
}

function dayOf(time: EpochSeconds): EpochSeconds {
  return Math.floor(time / DAY) * DAY;
}

function daysTouching({start, end}: Span): EpochSeconds[] {
  const first = dayOf(start);
  const length = Math.max(0, Math.ceil((end - first) / DAY));
  return Array.from({length}, (_, i) => first + i * DAY);
}
