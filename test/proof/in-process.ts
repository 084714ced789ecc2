import {runCommandLine} from '../../src/cli/command-line.js';

export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command of the program, run here, with no variables but those given. */
export async function inProcess(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Said> {
  const said = {stdout: '', stderr: ''};
  const output = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      said[name] += text;
    },
  });
  const terminal = {env, stdout: output('stdout'), stderr: output('stderr'), once: () => undefined};
  const code = await runCommandLine(args, terminal);
  return {code, ...said};
}
