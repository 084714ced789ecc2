import {display} from '../config/display.js';
import {type Read, Unfit} from '../config/setting.js';
import type {Ask} from './prompts.js';
import {UsageError} from './usage-error.js';

/** What a key of the configuration is to be. */
export interface Wanted {
  readonly flag: string;
  /** By the option of that name. */
  readonly given: string | undefined;
  readonly message: string;
  readonly read: Read<unknown>;
  readonly default?: string;
  readonly choices?: readonly string[];
}

/** Finds values: as the option says, as somebody answers, or the default. */
export class Settler {
  /** What neither an option nor anybody said. */
  readonly missing: string[] = [];

  constructor(readonly ask: Ask | undefined) {}

  async settle({flag, given, message, read, choices, ...rest}: Wanted): Promise<string> {
    if (given !== undefined) return checked(flag, read, given);
    if (this.ask && choices) return this.ask.choose(message, choices);
    if (this.ask) return this.ask.text(message, {...rest, check: (text) => whyUnfit(read, text)});
    if (rest.default === undefined) this.missing.push(flag);
    return rest.default ?? '';
  }
}

/** Throws a UsageError that names the option. */
export function checked(flag: string, read: Read<unknown>, text: string): string {
  const reason = whyUnfit(read, text);
  if (reason !== undefined) throw new UsageError(`${flag}: ${reason}`);
  return text;
}

/** As it would be said of a key in the file. */
function whyUnfit(read: Read<unknown>, text: string): string | undefined {
  try {
    read(read.schema.type === 'integer' && /^\d+$/.test(text) ? Number(text) : text);
    return undefined;
  } catch (error) {
    if (error instanceof Unfit) return `${error.subject ?? display(text)} ${error.message}`;
    throw error;
  }
}
