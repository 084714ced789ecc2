/** The world outside, as far as a command touches it: `process`, or what a test puts in its place. */
export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: Output;
  readonly stderr: Output;
  once(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): unknown;
}

export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Aborts at the first SIGINT or SIGTERM. */
export function interruption(terminal: Terminal): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    terminal.once(name, () => controller.abort(new Error(`got ${name}`)));
  return controller.signal;
}

/** A terminal that is closed sends SIGHUP, and who wants a configuration read again; neither ends a service. */
export function outliveHangups(terminal: Terminal, onHangup: () => void): void {
  terminal.once('SIGHUP', () => {
    outliveHangups(terminal, onHangup);
    onHangup();
  });
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), {once: true});
  });
}
