import {CollectorError} from '../domain/errors.js';
import type {Terminal} from './terminal.js';

/** The process as a terminal whose streams cannot bring it down. */
export interface ProcessTerminal extends Terminal {
  /** Resolves when all that was written is out, or to why an answer is not. */
  flush(): Promise<CollectorError | undefined>;
}

/**
 * When the reader has gone away (`| head`), nobody misses the rest, and a collector goes on without him. Where stdout fails for another
 * reason (a full disk), an answer is missing. stderr that fails leaves nobody to tell.
 */
export function processTerminal(process: NodeJS.Process): ProcessTerminal {
  const {env, stdout, stderr} = process;
  let failure: CollectorError | undefined;
  stdout.on('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EPIPE') return;
    failure ??= new CollectorError(`the answer could not be written to stdout: ${cause.message}`, 'stop', {}, {cause});
  });
  stderr.on('error', () => {});
  return {
    env,
    get stdin() {
      return process.stdin;
    },
    stdout,
    stderr,
    once: (signal, listener) => process.once(signal as NodeJS.Signals, listener),
    exit(code) {
      // A progress bar had hidden the cursor.
      if (stderr.isTTY) stderr.write('\u001b[?25h\n');
      process.exit(code);
    },
    async flush() {
      await Promise.all([stdout, stderr].map(flushed));
      return failure;
    },
  };
}

/** An error is told a moment after the write that met it. Where nothing waits, nothing is written: even an empty text may fail. */
async function flushed(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.writableLength > 0) await new Promise<void>((resolve) => void stream.write('', () => resolve()));
  await new Promise((resolve) => setImmediate(resolve));
}
