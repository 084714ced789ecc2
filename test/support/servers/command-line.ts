import {runCommandLine} from '../../../src/cli/command-line.js';
import type {Input} from '../../../src/cli/terminal.js';

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process, with no variables but those given; nobody interrupts it. */
export async function commandLine(args: readonly string[], env: NodeJS.ProcessEnv = {}, stdin?: Input): Promise<Said> {
  const said = {stdout: '', stderr: ''};
  const output = (name: 'stdout' | 'stderr') => ({
    write(text: string): void {
      said[name] += text;
    },
  });
  const terminal = {
    env,
    ...(stdin && {stdin}),
    stdout: output('stdout'),
    stderr: output('stderr'),
    once: () => undefined,
  };
  return {code: await runCommandLine(args, terminal), ...said};
}
