import type {Collector} from '../collector.js';
import type {Config} from '../config/config.js';
import {CollectorError} from '../domain/errors.js';
import type {OperationView} from '../domain/operation.js';
import {QueryError} from '../domain/query-error.js';
import type {Operation, OperationTools} from '../service/operations.js';
import {systemClock} from '../system-clock.js';
import {CollectorGoneError} from './ask-collector.js';
import {pass, passCampaigns} from './pass.js';
import type {Progress} from './progress.js';
import {type Ask, askedOrHere, type UrlOption} from './running-collector.js';
import {withCollector} from './session.js';
import {aborted} from './terminal.js';

/** An operation, and how this process tells of it. */
export interface Commanded<O, R> {
  /** As the running collector knows it. */
  readonly name: string;
  readonly operation: Operation<O, R>;
  readonly options: O & UrlOption;
  readonly progress: Progress;
  /** It changes nothing: where there is no DuckDB file, none is left. */
  readonly leavesNothing?: boolean;
  /** Ctrl-C, where it does not end the command at once: what is in flight is finished, wherever. */
  readonly stop?: AbortSignal;
}

const LOOK_EVERY_MS = 500;

/** Has it done by a running collector where one answers, and otherwise does it here. */
export function carryOut<O, R>(
  config: Config,
  {name, operation, options, progress, leavesNothing, stop = new AbortController().signal}: Commanded<O, R>,
): Promise<R> {
  const note = (line: string) => void progress.output.write(`${line}\n`);
  return askedOrHere(config, options, {
    asked: async (ask) => {
      const {url: _url, ...sent} = options;
      return (await followed(ask, {name, options: sent}, {note, progress, stop})) as R;
    },
    here: () =>
      withCollector(
        config,
        {stderr: progress.output, meter: progress.meter},
        ({collector}) => operation(options, toolsHere(collector, stop, note)),
        leavesNothing ? 'try' : 'make',
      ),
  });
}

function toolsHere(collector: Collector, stop: AbortSignal, note: (line: string) => void): OperationTools {
  return {
    collector,
    stop,
    note,
    pass: (selected, force) => pass(collector, selected, force, stop),
    passCampaigns: (apps) => passCampaigns(collector, apps, stop),
  };
}

/** Begins it, and comes back for it until it has ended. Whoever stops coming stops it, too. */
export async function followed(
  ask: Ask,
  {name, options}: {readonly name: string; readonly options: object},
  {
    note,
    progress,
    stop,
  }: {note(line: string): void; readonly progress: Pick<Progress, 'show'>; readonly stop: AbortSignal},
): Promise<unknown> {
  const {sleep} = systemClock();
  const path = `/api/operation/${name}?${new URLSearchParams({options: JSON.stringify(options)})}`;
  let told = 0;
  const {id} = await operationOf(ask(path, 'POST'));
  const stopped = aborted(stop).then(() => ask(`/api/operation/stop?id=${id}`, 'POST'));
  // It may have ended by then.
  stopped.catch(() => undefined);
  for (;;) {
    const {notes, counts, ended} = await operationOf(ask(`/api/operation?id=${id}`));
    for (const line of notes.slice(told)) note(line);
    told = notes.length;
    if (counts) progress.show(counts);
    if (ended) return resultOf(ended);
    await sleep(LOOK_EVERY_MS);
  }
}

async function operationOf(answer: Promise<unknown>): Promise<OperationView> {
  return ((await answer) as {operation: OperationView}).operation;
}

function resultOf(ended: NonNullable<OperationView['ended']>): unknown {
  if (!('error' in ended)) return ended.result;
  if (ended.why === 'badUsage') throw new QueryError(ended.error);
  throw ended.why === 'gone' ? new CollectorGoneError(ended.error) : new CollectorError(ended.error, 'stop');
}
