import type {App} from '../../../src/domain/app.js';
import type {LedgerEntry} from '../../../src/domain/coverage.js';
import type {Job} from '../../../src/domain/job.js';
import {planWindows, surveyWindows, widened} from '../../../src/domain/plan.js';
import {parseStep, type Span, type Window} from '../../../src/domain/window.js';
import {seededRandom} from '../../../src/simulator/hash.js';
import {chat} from '../../../src/timpush/reports/chat.js';
import type {Claim} from '../claim.js';
import {pick} from '../mutation.js';

const DAY = 86_400;
const FIRST = Date.UTC(2000, 0) / 1000;
const LAST = Date.UTC(2040, 0) / 1000;
const LIMIT = chat.maxWindow;
const zones = Intl.supportedValuesOf('timeZone');
const steps = ['1h', '1h', '2h', '6h', '12h', '24h', '1d', '1d', '3d', '7d', '30d'];
const ages = [1, 60, 600, 3600, 21_600, DAY, 3 * DAY, 7 * DAY];

export const windows: Claim = {
  name: 'windows',
  title: 'windows tile every span in every zone, obey the limit, and are asked exactly when due',
  async run({seed, short, progress}) {
    const wanted = short ? 500_000 : 10_000_000;
    const failures: {seed: string; what: string}[] = [];
    let tried = 0;
    for (let index = 0; tried < wanted && failures.length < 20; index++) {
      const example = exampleOf(seed, index);
      const {flaw, count} = look(example);
      tried += count;
      if (flaw) failures.push({seed: `${seed}.${index}`, what: `${flaw} (${describe(example)})`});
      if (index % 100 === 0) progress(tried, wanted);
    }
    return {tried, failures};
  },
  async replay(seed) {
    const [of = 0, index = 0] = seed.split('.').map(Number);
    return look(exampleOf(of, index)).flaw;
  },
};

interface Example {
  readonly job: Job;
  readonly app: App;
  readonly span: Span;
  readonly now: number;
  readonly random: () => number;
}

/** The zones in turn, everything else by chance: a span from one second to 400 days, and a moment in it or about it. */
function exampleOf(seed: number, index: number): Example {
  const random = seededRandom(seed * 1_000_003 + index);
  const app = {name: 'a', sdkAppId: 1, timezone: zones[index % zones.length]!, withoutReceipts: []};
  const refresh = ages.filter(() => random() < 0.5).map((seconds) => ({name: `${seconds}s`, seconds}));
  const job = {
    report: chat,
    step: parseStep(pick(random, steps))!,
    schedule: '',
    span: 1,
    refresh: refresh.length > 0 ? refresh : [{name: '10m', seconds: 600}],
  };
  const start = FIRST + Math.floor(random() * (LAST - FIRST));
  const length = Math.ceil((400 * DAY) ** random());
  const now = start + Math.floor(length * (random() * 1.5 - 0.1));
  return {job, app, span: {start, end: start + length}, now, random};
}

function look({job, app, span, now, random}: Example): {flaw: string | undefined; count: number} {
  const whole = widened(job, app, span);
  const everything = {job, app, span: whole, entries: [], now: Number.MAX_SAFE_INTEGER};
  const grid = surveyWindows(everything).map(({window}) => window);
  const entries = grid.filter(() => random() < 0.7).map((window) => entryOf(window, job, random));
  const asked = planWindows({job, app, span: whole, entries, now}).map(({window}) => window);
  const known = new Map(entries.map((entry) => [entry.window, entry]));
  const due = grid.filter((window) => dueByDefinition(known.get(window), window, job, now)).reverse();
  const flaw =
    tileFlaw(grid, span, whole) ?? (same(asked, due) ? undefined : `asks ${asked.length} of ${due.length} due`);
  return {flaw, count: grid.length};
}

function entryOf(window: Window, job: Job, random: () => number): LedgerEntry {
  const age = pick(random, job.refresh).seconds;
  const fetchedAt = window.end + age + Math.floor((random() - 0.5) * pick(random, [2, 100, 2 * DAY]));
  const outcome = random() < 0.1 ? 'rejected' : 'ok';
  return {
    app: 'a',
    sdkAppId: 1,
    report: 'chat',
    step: job.step.name,
    window,
    fetchedAt,
    outcome,
    errorCode: 0,
    platforms: [],
  };
}

/**
 * Word for word: closed, and there is a refresh age `a` with `end + a <= now` and no entry, or one with `fetchedAt < end + a` or from
 * the future; but not what is collected, past all its ages, and begins before the 30 days that the vendor remembers.
 */
function dueByDefinition(entry: LedgerEntry | undefined, {start, end}: Window, {refresh}: Job, now: number): boolean {
  const isForgotten = start < now - 30 * DAY && refresh.every(({seconds: a}) => end + a < now);
  if (entry?.outcome === 'ok' && isForgotten) return false;
  const isKnown = (a: number) => entry && entry.fetchedAt >= end + a && entry.fetchedAt <= now;
  return end <= now && refresh.some(({seconds: a}) => end + a <= now && !isKnown(a));
}

function same(a: readonly Window[], b: readonly Window[]): boolean {
  return a.length === b.length && a.every(({start, end}, index) => start === b[index]!.start && end === b[index]!.end);
}

/** What keeps the windows from tiling the span, and that no further than they must. */
function tileFlaw(grid: readonly Window[], span: Span, whole: Span): string | undefined {
  const [first, last] = [grid[0], grid.at(-1)];
  if (!first || !last) return 'no windows';
  if (first.start !== whole.start || last.end !== whole.end) return 'the whole is not the sum of its windows';
  if (first.start > span.start || first.end <= span.start) return 'begins wrongly';
  if (last.end < span.end || last.start >= span.end) return 'ends wrongly';
  for (const [index, {start, end}] of grid.entries()) {
    if (end <= start || end - start > LIMIT) return `a window of ${end - start} s at ${start}`;
    if (index > 0 && start !== grid[index - 1]!.end) return `no seam at ${start}`;
    if (!Number.isSafeInteger(start)) return `begins at ${start}`;
  }
  return undefined;
}

function describe({job, app, span, now}: Example): string {
  return `${app.timezone} ${job.step.name} ${span.start}..${span.end} now ${now} refresh ${job.refresh.map(({name}) => name)}`;
}
