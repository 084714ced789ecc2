import {
  type BackfillBook,
  type BookedBackfill,
  type BookedPiece,
  isAtWork,
  type PieceName,
  pieceKey,
} from '../domain/backfill-book.js';

/** The backfill of a process that works alone; it ends with it. */
export class MemoryBook implements BackfillBook {
  #current: BookedBackfill | undefined;
  #stop = new AbortController();

  get current(): BookedBackfill | undefined {
    return this.#current;
  }

  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  async open(backfill: BookedBackfill): Promise<boolean> {
    if (isAtWork(this.#current)) return false;
    this.#stop = new AbortController();
    this.#current = backfill;
    return true;
  }

  async piece(of: PieceName): Promise<BookedPiece | undefined> {
    return this.#current?.pieces.find((piece) => pieceKey(piece) === pieceKey(of));
  }

  async note(noted: BookedPiece): Promise<void> {
    this.#change((piece) => (pieceKey(piece) === pieceKey(noted) ? noted : piece));
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#change((piece) => (piece.state === 'waiting' ? {...piece, state: 'stopped'} : piece));
  }

  #change(change: (piece: BookedPiece) => BookedPiece): void {
    if (this.#current) this.#current = {...this.#current, pieces: this.#current.pieces.map(change)};
  }
}
