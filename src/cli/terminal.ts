import {systemClock} from '../system-clock.js';

/** The world outside, as far as a command touches it: `process`, or what a test puts in its place. */
export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Undefined: nothing is to be read. */
  readonly stdin?: Input;
  /** `disconnect`: the process that started this one is gone. */
  once(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'disconnect', listener: () => void): unknown;
  /** Ends the program at once, whatever it is doing. */
  exit?(code: number): void;
}

export interface Input extends AsyncIterable<string | Buffer> {
  readonly isTTY?: boolean;
}

export interface Output {
  readonly isTTY?: boolean;
  /** Of a terminal. */
  readonly columns?: number;
  /** Whether colours are wanted, as NO_COLOR, FORCE_COLOR and TERM say. */
  hasColors?(): boolean;
  write(text: string): unknown;
}

/** How many columns a line may have; undefined where nobody looks. `watch` looks through a pipe, and says so by COLUMNS. */
export function columnsOf({columns, isTTY}: Output, env: NodeJS.ProcessEnv): number | undefined {
  return columns || Number(env.COLUMNS) || (isTTY ? 80 : undefined);
}

/** A signal asked for the end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/**
 * Aborts at the first SIGINT or SIGTERM, and when a supervisor is gone. Whoever presses Ctrl-C is told so at once, on `output`; null: by
 * another process, which gets it, too. The second time ends the program.
 */
export function interruption(terminal: Terminal, output: Output | null = terminal.stderr): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'disconnect'] as const)
    terminal.once(name, () => {
      if (name === 'SIGINT' && output?.isTTY)
        output.write('Ending after what is in flight; Ctrl-C again ends at once\n');
      if (name === 'SIGINT') endAtNext(terminal, systemClock().elapsed());
      controller.abort(new Interrupted(`ended by ${name}`));
    });
  return controller.signal;
}

/** npm sends what it gets once more: two signals within a moment are one. */
const MOMENT_MS = 200;
const INTERRUPTED = 130;

function endAtNext(terminal: Terminal, firstMs: number): void {
  terminal.once('SIGINT', () => {
    if (systemClock().elapsed() - firstMs < MOMENT_MS) endAtNext(terminal, firstMs);
    else terminal.exit?.(INTERRUPTED);
  });
}

/** A terminal that is closed sends SIGHUP, and who wants a configuration read again; neither ends a service. */
export class Hangups {
  #came = false;
  #react: (() => void) | undefined;

  constructor(private readonly terminal: Pick<Terminal, 'once'>) {
    this.#listen();
  }

  /** From now on; one that came before counts. */
  react(onHangup: () => void): void {
    this.#react = onHangup;
    if (this.#came) onHangup();
  }

  #listen(): void {
    this.terminal.once('SIGHUP', () => {
      this.#listen();
      this.#came = true;
      this.#react?.();
    });
  }
}

/** What comes of the work, unless the signal aborts before: throws its reason then, and nobody waits for the work any more. */
export function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return Promise.race([work, aborted(signal).then(() => Promise.reject(signal.reason))]);
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), {once: true});
  });
}
