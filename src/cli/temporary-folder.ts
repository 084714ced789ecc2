import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {interruption, type Terminal} from './terminal.js';

/** Works in a folder of its own, which is removed afterwards. `gone` aborts when a signal asks for the end: the work is to end soon. */
export async function inTemporaryFolder<T>(
  purpose: string,
  terminal: Terminal,
  work: (folder: string, gone: AbortSignal) => Promise<T>,
): Promise<T> {
  const gone = interruption(terminal);
  const folder = await mkdtemp(join(tmpdir(), `timpush-${purpose}-`));
  try {
    return await work(folder, gone);
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}
