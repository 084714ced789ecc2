import {spawn} from 'node:child_process';
import {once} from 'node:events';
import path from 'node:path';

export interface Ended {
  /** Null when a signal killed it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** From the start of the process to its end. */
  readonly tookMs: number;
}

/** The program as its users run it. */
export interface CollectorProcess {
  readonly pid: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly ended: Promise<Ended>;
  /** Sends the signal, unless it has ended, and waits for the end; one that does not listen is killed after 20 s. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

const MAIN = path.resolve('dist/main.js');
const PATIENCE_MS = 20_000;

/** Begins `timpush-collector <args>` in a folder, with no variables but those given; of this build, or of an installation. */
export function launchCollector(
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  main = MAIN,
): CollectorProcess {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [main, ...args], {cwd: folder, env: {PATH: process.env.PATH, ...env}});
  const output = {stdout: '', stderr: ''};
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  const ended = once(child, 'close').then(
    ([code]): Ended => ({code, ...output, tookMs: performance.now() - startedMs}),
  );
  return {
    pid: child.pid!,
    get stdout() {
      return output.stdout;
    },
    get stderr() {
      return output.stderr;
    },
    ended,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const impatience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      return ended.finally(() => clearTimeout(impatience));
    },
  };
}

/** Runs it to its end. */
export function runCollector(folder: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended> {
  return launchCollector(folder, args, env).ended;
}
