import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {debian} from './debian-packages.js';

/** What Prometheus' own tool says; rejects, with what is wrong on stdout or stderr, where it finds something. `input`: for its stdin. */
export async function promtool(args: readonly string[], input?: string): Promise<string> {
  const running = promisify(execFile)(debian.file('prometheus'), args);
  running.child.stdin!.end(input);
  return (await running).stdout;
}
