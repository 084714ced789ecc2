import type {DuckDBConnection} from '@duckdb/node-api';

const INTERRUPT_EVERY_MS = 50;

/** Works with the connection, and interrupts what it is doing when the signal aborts: it throws in DuckDB's words then. */
export async function interruptible<T>(
  connection: DuckDBConnection,
  gone: AbortSignal | undefined,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  // Again and again: what has not begun yet is not interrupted.
  const interrupting = gone && setInterval(() => gone.aborted && connection.interrupt(), INTERRUPT_EVERY_MS);
  try {
    return await work(connection);
  } finally {
    clearInterval(interrupting);
  }
}
