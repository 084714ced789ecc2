import type {Config} from '../config/config.js';
import type {Queries} from '../views/query.js';
import {askedOrHere, type UrlOption} from './running-collector.js';
import {withCollector} from './session.js';
import type {Terminal} from './terminal.js';

/** Asks a running collector where one answers, and otherwise the store. */
export function answer<T>(
  config: Config,
  terminal: Terminal,
  {ask, path, ...where}: {readonly ask: (queries: Queries) => Promise<T>; readonly path: string} & UrlOption,
): Promise<T> {
  return askedOrHere(config, where, {
    asked: async (running) => (await running(path)) as T,
    here: () => withCollector(config, terminal, ({collector}) => ask(collector), 'refuse'),
  });
}
