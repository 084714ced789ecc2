import {randomBytes} from 'node:crypto';
import type {Collector} from '../collector.js';
import type {App} from '../domain/app.js';
import {CollectorError} from '../domain/errors.js';
import type {Job} from '../domain/job.js';
import type {OperationView, PassCounts, PassRow} from '../domain/operation.js';
import type {Log} from '../domain/ports.js';
import {QueryError} from '../domain/query-error.js';
import type {Span} from '../domain/window.js';

/** What of the windows of an app and a job somebody wants. */
export interface Selection {
  readonly app: App;
  readonly job: Job;
  readonly span: Span;
}

/** What an operation works with, in whichever process. */
export interface OperationTools {
  readonly collector: Collector;
  /** Whoever asked wants no more of it: what is in flight is finished. */
  readonly stop: AbortSignal;
  /** A line for whoever asked. */
  note(line: string): void;
  /** One pass over what is due of the selection; `force`: over all of it. */
  pass(selected: readonly Selection[], force: boolean): Promise<readonly PassRow[]>;
  /** The same over the campaigns of these apps. */
  passCampaigns(apps: readonly App[]): Promise<readonly PassRow[]>;
}

/** Does what a command asks for. Options and result are plain data, so that they can be sent. Throws an error whose message is for people. */
export type Operation<O = never, R = unknown> = (options: O, tools: OperationTools) => Promise<R>;

/** By the name of the command. */
export type KnownOperations = Readonly<Record<string, Operation>>;

export interface OperationsDeps {
  readonly known: KnownOperations;
  readonly toolsOf: (
    asker: Pick<OperationTools, 'stop' | 'note'> & {count(counts: PassCounts): void},
  ) => OperationTools;
  readonly log: Log;
}

/** Whoever has not asked for so long is gone, and nobody waits for the result. */
const PATIENCE_MS = 30_000;
const MOST = 16;
const CLOSING = {error: 'the collector is stopping', why: 'gone'} as const;

interface Begun {
  view: OperationView;
  readonly stop: AbortController;
  readonly patience: NodeJS.Timeout;
}

/** What a running collector does for commands. They come back for it, so that it may take as long as it takes. */
export class Operations {
  readonly #begun = new Map<string, Begun>();
  #closed = false;

  constructor(private readonly deps: OperationsDeps) {}

  /** `options`: JSON. Throws a QueryError. */
  begin(name: string, options: string): OperationView {
    if (this.#begun.size >= MOST) throw refusal(`${MOST} commands are at work here: wait for one of them`, 429);
    const id = randomBytes(12).toString('base64url');
    const stop = new AbortController();
    const patience = setTimeout(() => this.#forget(id), PATIENCE_MS).unref();
    const begun: Begun = {view: {id, notes: [], counts: null}, stop, patience};
    const tools = this.deps.toolsOf({
      stop: stop.signal,
      note(line) {
        begun.view = {...begun.view, notes: [...begun.view.notes, line]};
      },
      count(counts) {
        begun.view = {...begun.view, counts};
      },
    });
    const given = optionsOf(options);
    this.#begun.set(id, begun);
    void this.#work(name, given, tools).then((ended) => {
      begun.view = {...begun.view, ended};
    });
    return begun.view;
  }

  /** As it is now; one that has ended is told once. Throws a QueryError. */
  view(id: string): OperationView {
    const {view, patience} = this.#of(id);
    patience.refresh();
    if (view.ended) this.#forget(id);
    return this.#closed ? {...view, ended: CLOSING} : view;
  }

  /** It ends soon; how, is to be asked for. */
  stop(id: string): OperationView {
    const {stop, view} = this.#of(id);
    stop.abort(new CollectorError('the command was stopped', 'stop'));
    return view;
  }

  /** Nothing goes on, and whoever asks is told so. */
  close(): void {
    this.#closed = true;
    for (const {stop} of this.#begun.values()) stop.abort(new CollectorError(CLOSING.error, 'stop'));
  }

  async #work(name: string, options: object, tools: OperationTools): Promise<NonNullable<OperationView['ended']>> {
    try {
      const operation = this.deps.known[name] as Operation<object>;
      return {result: await operation(options, tools)};
    } catch (error) {
      const {message, statusCode = 500} = error as Error & {statusCode?: number};
      if (error instanceof CollectorError || statusCode < 500)
        return {error: message, why: statusCode === 400 ? 'badUsage' : 'failed'};
      this.deps.log.error({err: error, command: name}, 'command failed');
      return {error: 'internal error; the log of the collector shows more', why: 'failed'};
    }
  }

  #of(id: string): Begun {
    const begun = this.#begun.get(id);
    if (!begun) throw refusal('no such command is at work here, or its result was told already', 404);
    return begun;
  }

  #forget(id: string): void {
    const begun = this.#begun.get(id);
    this.#begun.delete(id);
    clearTimeout(begun?.patience);
    begun?.stop.abort(new CollectorError('nobody waits for the command any more', 'stop'));
  }
}

function optionsOf(text: string): object {
  try {
    const options: unknown = JSON.parse(text);
    if (typeof options === 'object' && options !== null) return options;
  } catch {
    // It is told below.
  }
  throw new QueryError('options: it is not a JSON object');
}

function refusal(text: string, statusCode: number): QueryError {
  return Object.assign(new QueryError(text), {statusCode});
}
