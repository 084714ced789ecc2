import type {Terminal} from './terminal.js';

/** What a command does; resolves to the exit code. Options are as commander reads them. */
export type Action<Options> = (options: Options, terminal: Terminal) => Promise<number>;

/** Wraps an action for commander, and keeps its exit code. */
export type Bind = <Options>(action: Action<Options>) => (options: Options) => Promise<void>;
