import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {availableParallelism} from 'node:os';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Config} from '../config/config.js';
import type {Log} from '../domain/ports.js';
import type {ConfigOption} from './session.js';
import {aborted, type Hangups} from './terminal.js';

/** One that ends begins again after so long. */
const PAUSE_MS = 5000;
/** Bad usage or configuration: at the start another try would change nothing. */
const HOPELESS = 2;

/** How many processes `start` is to be; 1: this one alone. */
export function workersOf({cluster}: Config): number {
  if (!cluster) return 1;
  return cluster.workers === 'auto' ? availableParallelism() : cluster.workers;
}

/** The configuration of one of them. Each listens on a port of its own. */
export function configOfWorker(config: Config, worker: number): Config {
  const {port} = config.http;
  return port === 0 ? config : {...config, http: {...config.http, port: port + worker}};
}

export interface Workers {
  readonly count: number;
  /** Options of node. */
  readonly nodeOptions: readonly string[];
}

/** Keeps so many processes of this program at work until `stop`, hands SIGHUP on to them, and waits for their end. Resolves to the exit code. */
export async function supervise(
  {count, nodeOptions}: Workers,
  {config}: ConfigOption,
  {stop, hangups, log}: {readonly stop: AbortSignal; readonly hangups: Hangups; readonly log: Log},
): Promise<number> {
  const given = config === undefined ? [] : ['--config', config];
  const children = new Set<ChildProcess>();
  const hopeless = new AbortController();
  const over = AbortSignal.any([stop, hopeless.signal]);
  const keep = async (worker: number): Promise<void> => {
    for (let starts = 1; !over.aborted; starts += 1) {
      const args = [
        ...process.execArgv,
        ...nodeOptions,
        process.argv[1]!,
        'start',
        ...given,
        '--worker',
        String(worker),
      ];
      const child = spawn(process.execPath, args, STDIO);
      children.add(child);
      const code = await endOf(child, over);
      children.delete(child);
      if (over.aborted) return;
      // Later, the file may have been changed under those that work well.
      if (code === HOPELESS && starts === 1) return hopeless.abort();
      log.error({worker, code, againAfterMs: PAUSE_MS}, 'worker ended: it begins again');
      await sleep(PAUSE_MS, undefined, {signal: over}).catch(() => undefined);
    }
  };
  hangups.react(() => {
    for (const child of children) child.kill('SIGHUP');
  });
  log.info({workers: count}, 'workers started');
  await Promise.all(Array.from({length: count}, (_, worker) => keep(worker)));
  return hopeless.signal.aborted ? HOPELESS : 0;
}

/** The channel tells a worker when its supervisor is gone. */
const STDIO = {stdio: ['ignore', 'inherit', 'inherit', 'ipc']} satisfies Parameters<typeof spawn>[2];

/** Tells it to stop when it is time. Resolves to its exit code; null: a signal ended it. */
async function endOf(child: ChildProcess, over: AbortSignal): Promise<number | null> {
  const ended = once(child, 'exit') as Promise<[number | null]>;
  void aborted(over).then(() => child.kill('SIGTERM'));
  const [code] = await ended;
  return code;
}
