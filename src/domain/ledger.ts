import type {LedgerEntry} from './coverage.js';
import {measurement, tag} from './measurements.js';
import type {Point} from './point.js';
import type {Store} from './ports.js';
import type {Span} from './window.js';

export interface LedgerQuery {
  readonly sdkAppId: number;
  readonly report: string;
  readonly step: string;
  /** Entries of windows that start within. */
  readonly span: Span;
}

/** The durable list of acknowledged windows, kept as points beside the data: the database is the checkpoint. */
export const ledger = {
  async record(store: Pick<Store, 'write'>, entries: readonly LedgerEntry[]): Promise<void> {
    await store.write(entries.map(toPoint));
  },

  async entries(store: Pick<Store, 'points'>, {sdkAppId, report, step, span}: LedgerQuery): Promise<LedgerEntry[]> {
    const tags = {[tag.sdkAppId]: String(sdkAppId), [tag.report]: report, [tag.step]: step};
    return (await store.points({measurement: measurement.ledger, tags, span})).map(toEntry);
  },
};

function toPoint(entry: LedgerEntry): Point {
  return {
    measurement: measurement.ledger,
    tags: {
      [tag.app]: entry.app,
      [tag.sdkAppId]: String(entry.sdkAppId),
      [tag.report]: entry.report,
      [tag.step]: entry.step,
    },
    fields: {
      fetched_at: entry.fetchedAt,
      window_end: entry.window.end,
      error_code: entry.errorCode,
      outcome: entry.outcome,
      platforms: entry.platforms.join(','),
    },
    time: entry.window.start,
  };
}

function toEntry({tags, fields, time}: Point): LedgerEntry {
  return {
    app: tags[tag.app]!,
    sdkAppId: Number(tags[tag.sdkAppId]),
    report: tags[tag.report]!,
    step: tags[tag.step]!,
    window: {start: time, end: Number(fields.window_end)},
    fetchedAt: Number(fields.fetched_at),
    outcome: fields.outcome === 'rejected' ? 'rejected' : 'ok',
    errorCode: Number(fields.error_code),
    platforms: String(fields.platforms).split(',').filter(Boolean),
  };
}
