import type {BackfillPiece} from './console.js';
import type {EpochSeconds, Span} from './window.js';

/** Of one app and job. */
export interface BookedPiece extends BackfillPiece {
  /** What is filled, as whole windows. */
  readonly span: Span;
  /** Windows are asked for whatever was known of them then. */
  readonly forcedAt?: EpochSeconds | undefined;
  /** No job has its step. */
  readonly once?: true;
}

export interface BookedBackfill {
  readonly span: Span;
  readonly pieces: readonly BookedPiece[];
}

/** Where a backfill is kept while it goes on. Of one piece only who holds its lane writes. */
export interface BackfillBook {
  /** As far as it is known here; undefined: there was none. */
  readonly current: BookedBackfill | undefined;
  /** Resolves to false, and changes nothing, while another one is at work. */
  open(backfill: BookedBackfill): Promise<boolean>;
  /** As it is now. */
  piece(of: PieceName): Promise<BookedPiece | undefined>;
  note(piece: BookedPiece): Promise<void>;
  /** Asks everybody to stop; aborts `stopped`, wherever. */
  stop(): Promise<void>;
  /** Of the current backfill. */
  readonly stopped: AbortSignal;
}

export type PieceName = Pick<BackfillPiece, 'app' | 'report' | 'step'>;

/** Of a piece of which there is something left to do. */
export const OPEN_STATES: readonly BookedPiece['state'][] = ['waiting', 'running'];

export function isOpen({state}: BookedPiece): boolean {
  return OPEN_STATES.includes(state);
}

export function isAtWork(backfill: BookedBackfill | undefined): boolean {
  return backfill?.pieces.some(isOpen) ?? false;
}

export function pieceKey({app, report, step}: PieceName): string {
  return `${app} ${report} ${step}`;
}
