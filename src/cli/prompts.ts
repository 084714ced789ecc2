import type {Input, Terminal} from './terminal.js';

/** Questions to whoever sits at the terminal. */
export interface Ask {
  /** `check` says what is wrong with an answer. */
  text(message: string, given: {readonly default?: string; check(text: string): string | undefined}): Promise<string>;
  /** What is typed is not shown. */
  secret(message: string): Promise<string>;
  choose(message: string, values: readonly string[]): Promise<string>;
  confirm(message: string): Promise<boolean>;
}

/** Somebody ended the questions. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Undefined where nobody sits: the library is loaded only for a terminal. */
export async function prompts({stdin, stderr}: Terminal): Promise<Ask | undefined> {
  if (!stdin?.isTTY || !stderr.isTTY) return undefined;
  const {confirm, input, password, select} = await import('@inquirer/prompts');
  const context = {input: stdin as Input & NodeJS.ReadableStream, output: stderr as unknown as NodeJS.WritableStream};
  return {
    text: (message, {check, ...given}) =>
      answered(input({message, ...given, validate: (text) => check(text) ?? true}, context)),
    secret: (message) =>
      answered(password({message, mask: true, validate: (text) => text.trim() !== '' || 'It is empty'}, context)),
    choose: (message, values) => answered(select({message, choices: values.map((value) => ({value}))}, context)),
    confirm: (message) => answered(confirm({message, default: false}, context)),
  };
}

async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'ExitPromptError') throw new NoAnswer('ended', {cause});
    throw cause;
  }
}
