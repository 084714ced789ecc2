import type {App} from './app.js';
import type {LedgerEntry} from './coverage.js';
import {CollectorError} from './errors.js';
import {measurement, tag} from './measurements.js';
import type {Point} from './point.js';
import type {PointQuery, Store} from './ports.js';
import type {Span} from './window.js';

export interface LedgerQuery {
  /** Of every app, unless given; a list stands for any of them. */
  readonly sdkAppId?: number | readonly number[];
  readonly report: string;
  readonly step: string;
  /** Entries of windows that start within. */
  readonly span: Span;
  /** Leaves out platforms and code: a reader that only needs how windows are covered gets its answer much sooner. */
  readonly brief?: boolean;
}

/** The durable list of acknowledged windows, kept as points beside the data: the database is the checkpoint. */
export const ledger = {
  pointOf,

  async entries(store: Pick<Store, 'points'>, {span, brief, ...lane}: LedgerQuery): Promise<LedgerEntry[]> {
    const tags = tagsOf(lane);
    const splits = new Map<unknown, string[]>();
    const fields = brief && {fields: ['fetched_at', 'window_end', 'outcome']};
    return (await store.points({measurement: measurement.ledger, tags, span, ...fields})).map((point) =>
      toEntry(point, splits),
    );
  },

  /** Of entries, no more than that: a third of the work. */
  async windows(
    store: Pick<Store, 'points'>,
    {span, ...lane}: Omit<LedgerQuery, 'brief'>,
  ): Promise<Pick<LedgerEntry, 'sdkAppId' | 'window'>[]> {
    const tags = tagsOf(lane);
    const points = await store.points({measurement: measurement.ledger, tags, span, fields: ['window_end']});
    return points.map(({tags: of, fields, time}) => ({
      sdkAppId: Number(of[tag.sdkAppId]),
      window: {start: time, end: Number(fields.window_end)},
    }));
  },
};

function tagsOf({sdkAppId, report, step}: Pick<LedgerQuery, 'sdkAppId' | 'report' | 'step'>): PointQuery['tags'] & {} {
  const apps = typeof sdkAppId === 'number' ? String(sdkAppId) : sdkAppId?.map(String);
  return {...(apps && {[tag.sdkAppId]: apps}), [tag.report]: report, [tag.step]: step};
}

/** An app as the ledger knows it. */
export type KnownApp = Pick<LedgerEntry, 'app' | 'sdkAppId'>;

/** A renamed app would begin a second set of series, and every sum over apps would count it twice. */
export function refuseRenamed(app: Pick<App, 'name' | 'sdkAppId'>, known: readonly KnownApp[]): void {
  const other = known.find((entry) => (entry.sdkAppId === app.sdkAppId) !== (entry.app === app.name));
  if (!other) return;
  const both = known.some((entry) => entry.sdkAppId === app.sdkAppId && entry.app === app.name);
  throw new CollectorError(
    `the database knows SDKAppID ${other.sdkAppId} as “${other.app}”, the configuration has “${app.name}” with ${app.sdkAppId}: ` +
      `an app's name and SDKAppID are part of every stored point; ${remedyOf(app, other, both)}`,
    'stop',
    {app: app.name},
  );
}

/** `both`: a series of the configured app is stored, too. */
function remedyOf(app: Pick<App, 'name' | 'sdkAppId'>, other: KnownApp, both: boolean): string {
  const forget = `timpush-collector forget --app ${other.app} --sdk-app-id ${other.sdkAppId}`;
  const dry = '(it shows what would go; with --yes it does it)';
  if (both) return `both are stored, and what adds up apps counts both; remove the wrong one: ${forget} ${dry}`;
  if (other.sdkAppId === app.sdkAppId)
    return `set the old name again, or give what is stored the new one while no collector runs: ${forget} --rename ${app.name} ${dry}`;
  return `set the old SDKAppID again, or remove what is stored, or give it another name with --rename, while no collector runs: ${forget} ${dry}`;
}

/** Every app of which the ledger knows. */
export async function knownApps(store: Pick<Store, 'latest'>): Promise<KnownApp[]> {
  const newest = await store.latest({measurement: measurement.ledger, by: [tag.app, tag.sdkAppId]});
  return newest.map(({tags}) => ({app: tags[tag.app]!, sdkAppId: Number(tags[tag.sdkAppId])}));
}

/** By name and by SDKAppID, so that of thousands each is compared only with those that have one of them in common. */
export type KnownNames = ReadonlyMap<string | number, readonly KnownApp[]>;

export async function knownNames(store: Pick<Store, 'latest'>): Promise<KnownNames> {
  return namesOf(await knownApps(store));
}

export function namesOf(apps: Iterable<KnownApp>): KnownNames {
  const names = new Map<string | number, KnownApp[]>();
  for (const known of apps)
    for (const key of [known.app, known.sdkAppId]) names.set(key, [...(names.get(key) ?? []), known]);
  return names;
}

/** As `refuseRenamed`, of all that the store knows. */
export function refuseKnown(app: Pick<App, 'name' | 'sdkAppId'>, names: KnownNames): void {
  refuseRenamed(app, [...(names.get(app.sdkAppId) ?? []), ...(names.get(app.name) ?? [])]);
}

/** Throws when the store knows one of the apps under another name. */
export async function checkNames({
  store,
  apps,
}: {
  readonly store: Pick<Store, 'latest'>;
  readonly apps: readonly Pick<App, 'name' | 'sdkAppId'>[];
}): Promise<void> {
  const names = await knownNames(store);
  for (const app of apps) refuseKnown(app, names);
}

function pointOf(entry: LedgerEntry): Point {
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

/** Nearly all windows have the same platforms: taken apart once, they are remembered in `splits`. */
function toEntry({tags, fields, time}: Point, splits: Map<unknown, string[]>): LedgerEntry {
  const platforms =
    splits.get(fields.platforms) ??
    String(fields.platforms ?? '')
      .split(',')
      .filter(Boolean);
  splits.set(fields.platforms, platforms);
  return {
    app: tags[tag.app]!,
    sdkAppId: Number(tags[tag.sdkAppId]),
    report: tags[tag.report]!,
    step: tags[tag.step]!,
    window: {start: time, end: Number(fields.window_end)},
    fetchedAt: Number(fields.fetched_at),
    outcome: fields.outcome === 'rejected' ? 'rejected' : 'ok',
    errorCode: Number(fields.error_code ?? 0),
    platforms,
  };
}
