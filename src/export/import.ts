import type {LedgerEntry} from '../domain/coverage.js';
import {ledger} from '../domain/ledger.js';
import {tag} from '../domain/measurements.js';
import type {Point} from '../domain/point.js';
import type {Store, Writer} from '../domain/ports.js';
import type {EpochSeconds} from '../domain/window.js';
import {type Kind, kindOf} from './kinds.js';
import {type Entries, isNewer, keyOf, newestOf, verdictOf} from './newest.js';
import {type Piece, piecesOf} from './pieces.js';
import {wantedBy} from './scope.js';

/** What became of the points of a measurement. */
export interface Imported {
  readonly measurement: string;
  readonly points: number;
  /** Written, or with a dry run what would be. */
  readonly written: number;
  /** The store has the same, or what is newer. */
  readonly kept: number;
  /** Older than the store keeps points. */
  readonly tooOld: number;
}

export interface ImportDeps {
  /** What was exported. */
  readonly from: Pick<Store, 'inventory' | 'points'>;
  readonly into: Pick<Store, 'points'>;
  /** Into the same store; absent: nothing is written. */
  readonly writer: Writer | undefined;
  /** Points that begin earlier are not taken along. */
  readonly since: EpochSeconds;
  readonly now: EpochSeconds;
  onPiece?(done: number, of: number): void;
}

/** So many points in one write. */
const WRITTEN_AT_ONCE = 5000;

/**
 * Brings points of an export into a store, the newest of both. The ledger comes last: what was interrupted is due until it is imported
 * again, or collected.
 */
export async function importPoints(deps: ImportDeps): Promise<Imported[]> {
  const found = new Map<string, Imported>();
  const pieces = await piecesOf(deps.from, wantedBy({}));
  for (const [index, piece] of pieces.entries()) {
    deps.onPiece?.(index, pieces.length);
    const {measurement, ...counts} = await importPiece(piece, deps);
    const before = found.get(measurement) ?? {measurement, points: 0, written: 0, kept: 0, tooOld: 0};
    found.set(measurement, {
      measurement,
      points: before.points + counts.points,
      written: before.written + counts.written,
      kept: before.kept + counts.kept,
      tooOld: before.tooOld + counts.tooOld,
    });
  }
  deps.onPiece?.(pieces.length, pieces.length);
  return [...found.values()];
}

async function importPiece(piece: Piece, deps: ImportDeps): Promise<Imported> {
  const all = await deps.from.points(piece);
  const incoming = all.filter(({time}) => time >= deps.since);
  const chosen = incoming.length > 0 ? await chosenOf(piece, incoming, deps) : [];
  for (let from = 0; deps.writer && from < chosen.length; from += WRITTEN_AT_ONCE)
    await deps.writer.write(chosen.slice(from, from + WRITTEN_AT_ONCE), {soon: true});
  const theirs = new Set(incoming.map(keyOf));
  // Zeros in the place of what only the store has are no points of the export.
  const written = chosen.filter((point) => theirs.has(keyOf(point))).length;
  const {measurement} = piece;
  return {
    measurement,
    points: all.length,
    written,
    kept: incoming.length - written,
    tooOld: all.length - incoming.length,
  };
}

async function chosenOf(
  piece: Piece,
  incoming: readonly Point[],
  {from, into, since, now}: ImportDeps,
): Promise<Point[]> {
  const kind = kindOf(piece.measurement)!;
  const span = {start: Math.max(piece.span.start, since), end: piece.span.end};
  const theirs = kind.of === 'windows' ? await ledger.entries(from, {...entriesOf(kind), span}) : [];
  // An answer may have been empty: then only the ledger names the app.
  const apps = [...new Set([...incoming.map(appOf), ...theirs.map(({sdkAppId}) => sdkAppId)])];
  const standing = await into.points({...piece, span, tags: {[tag.sdkAppId]: apps.map(String)}});
  if (kind.of === 'windows') {
    const ours = await ledger.entries(into, {...entriesOf(kind), span, sdkAppId: apps});
    const entries = entriesBy(theirs, ours);
    const verdict = (point: Point) => verdictOf(entries(point), now);
    return newestOf(incoming, standing, {aged: kind.aged, verdict});
  }
  const ours = new Map(standing.map((point) => [keyOf(point), point]));
  return incoming.filter((point) => {
    const own = ours.get(keyOf(point));
    return own === undefined || isNewer(kind, point, own);
  });
}

function entriesOf({report, step}: Extract<Kind, {of: 'windows'}>) {
  return {report, step, brief: true};
}

/** What both ledgers say of the window of a point. */
function entriesBy(theirs: readonly LedgerEntry[], ours: readonly LedgerEntry[]): (point: Point) => Entries {
  const byWindow = (entries: readonly LedgerEntry[]) =>
    new Map(entries.map((entry) => [`${entry.sdkAppId} ${entry.window.start}`, entry]));
  const [incoming, standing] = [byWindow(theirs), byWindow(ours)];
  return (point) => {
    const key = `${appOf(point)} ${point.time}`;
    return {incoming: incoming.get(key), standing: standing.get(key)};
  };
}

function appOf({tags}: Point): number {
  return Number(tags[tag.sdkAppId]);
}
