import {spawn} from 'node:child_process';
import {once} from 'node:events';
import path from 'node:path';

/** The program at a terminal of its own. */
export interface CollectorAtTerminal {
  /** What stands on the terminal. */
  readonly screen: string;
  /** The terminal sends SIGINT to each process at it. */
  pressCtrlC(): void;
  /** Resolves to the exit code. */
  readonly ended: Promise<number | null>;
}

const MAIN = path.resolve('dist/main.js');

/** Begins `timpush-collector <args>` in a folder; no argument may need quotes. */
export function launchAtTerminal(folder: string, args: readonly string[]): CollectorAtTerminal {
  const command = ['exec', process.execPath, MAIN, ...args].join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: folder,
    env: {PATH: process.env.PATH, SHELL: '/bin/sh', TERM: 'xterm'},
  });
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
  });
  return {
    get screen() {
      return screen;
    },
    pressCtrlC: () => void child.stdin.write('\x03'),
    ended: once(child, 'close').then(([code]) => code),
  };
}
