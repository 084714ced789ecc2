import {type ChildProcess, fork} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {cpus} from 'node:os';
import {fileURLToPath} from 'node:url';

/** A process of ours that answers questions, one after another. */
export interface Conversation {
  readonly pid: number;
  ask<A>(question: string, argument?: unknown): Promise<A>;
  end(): Promise<void>;
}

/** With two cores or more, the process that is measured and the one that answers do not share one; several that need all have any. */
export type Core = 'measured' | 'servant' | 'any';

type Answers = Record<string, (argument: never) => unknown>;

const TASKSET = '/usr/bin/taskset';
const pins = existsSync(TASKSET) && cpus().length > 1;

export const pinning = pins ? 'pinned to a core each' : 'not pinned';

export function converse(script: string, core: Core, nodeOptions: readonly string[] = []): Conversation {
  const file = fileURLToPath(new URL(`./${script}.js`, import.meta.url));
  const options =
    pins && core !== 'any'
      ? {execPath: TASKSET, execArgv: ['-c', core === 'measured' ? '0' : '1', process.execPath, ...nodeOptions]}
      : {execArgv: [...nodeOptions]};
  const child = fork(file, [], {...options, stdio: ['ignore', 'inherit', 'inherit', 'ipc']});
  return {
    pid: child.pid!,
    ask: (question, argument) => ask(child, question, argument),
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

function ask<A>(child: ChildProcess, question: string, argument: unknown): Promise<A> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      child.off('message', onMessage);
      child.off('exit', onExit);
    };
    const onMessage = ({answer, error}: {answer?: A; error?: string}) => {
      settle();
      if (error === undefined) resolve(answer as A);
      else reject(new Error(error));
    };
    const onExit = () => {
      settle();
      reject(new Error(`the process ended over the question ${question}`));
    };
    child.once('message', onMessage);
    child.once('exit', onExit);
    child.send({question, argument});
  });
}

/** The other side. */
export function serve(answers: Answers): void {
  process.on('message', async ({question, argument}: {question: string; argument: never}) => {
    try {
      process.send!({answer: await answers[question]!(argument)});
    } catch (error) {
      process.send!({error: error instanceof Error ? error.stack : String(error)});
    }
  });
}
