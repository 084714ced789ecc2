import type {FastifyInstance} from 'fastify';
import {CollectorError} from '../domain/errors.js';
import {type AccessOptions, guard} from './access.js';
import {newApp} from './app.js';
import {basePathOf, withoutBase, withSlash} from './base-path.js';
import type {PasswordDeps} from './password.js';
import {QuestionLimit} from './question-limit.js';
import {addActions, addConsole, addHealth, addPolls, addQuestions, type RouteDeps} from './routes.js';

export type {Action, Readiness, Route} from './routes.js';

export interface HttpOptions extends AccessOptions {
  /** 0: any free port. */
  readonly port: number;
}

export interface HttpDeps extends RouteDeps, PasswordDeps {}

export interface HttpServer {
  readonly url: string;
  /** Ends at once, whoever is still connected. */
  close(): Promise<void>;
}

/** Health, readiness, metrics, the JSON routes and the page. Resolves when it listens. */
export async function startHttp(options: HttpOptions, deps: HttpDeps): Promise<HttpServer> {
  const base = basePathOf(options.publicUrl);
  const app: FastifyInstance = newApp(deps.log, ({method, url}) =>
    withoutBase(url, base, (path) => app.hasRoute({method, url: path})),
  );
  guard(app, options, deps);
  const {routes = {}, polls = {}, actions = {}, limit = new QuestionLimit()} = deps;
  addHealth(app, deps);
  addQuestions(app, routes, limit);
  addPolls(app, polls);
  addActions(app, actions);
  addConsole(app, deps);
  if (base) app.get(base, async ({originalUrl}, reply) => reply.redirect(withSlash(originalUrl), 308));
  return {url: await listen(app, options), close: () => app.close()};
}

async function listen(app: FastifyInstance, {host, port}: HttpOptions): Promise<string> {
  try {
    return await app.listen({host, port});
  } catch (error) {
    await app.close();
    const {code = 'unknown', message} = error as NodeJS.ErrnoException;
    const what = {EADDRINUSE: `port ${port} is in use`, EACCES: `port ${port} is not allowed`}[code] ?? message;
    throw new CollectorError(
      `Cannot listen on ${host}, port ${port}: ${what}; choose another with http.port or http.host (TIMPUSH_HTTP_PORT, TIMPUSH_HTTP_HOST)`,
      'stop',
      {host, port},
      {cause: error},
    );
  }
}
