import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';

/** Asks a server to end, and sees to it that it does. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  // One that was stopped by a signal, or hangs, does not listen.
  const impatience = setTimeout(() => child.kill('SIGKILL'), 3000);
  await ended;
  clearTimeout(impatience);
}
