import {execFile, execFileSync} from 'node:child_process';
import {promisify} from 'node:util';

const BUNDLE = ['--bundle', '--packages=external', '--platform=node', '--format=esm', '--log-level=warning'];

/** Runs a script, which may import from `./src`, in a process of its own; resolves to what it writes. */
export async function inOwnProcess(
  script: string,
  {options = [], args = [], env}: {options?: readonly string[]; args?: readonly string[]; env?: NodeJS.ProcessEnv},
): Promise<string> {
  const bundled = execFileSync('node_modules/.bin/esbuild', BUNDLE, {input: script, encoding: 'utf8'});
  const all = [...options, '--input-type=module', '-', ...args];
  const running = promisify(execFile)(process.execPath, all, {env: {...process.env, NODE_OPTIONS: '', ...env}});
  running.child.stdin!.end(bundled);
  return (await running).stdout;
}
