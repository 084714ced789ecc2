import fastify, {type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest} from 'fastify';
import {CollectorError} from '../domain/errors.js';
import type {Log} from '../domain/ports.js';
import {type AccessOptions, askPassword, refuseStranger} from './access.js';
import {type Snapshot, sendLive} from './live.js';
import type {Metrics} from './metrics.js';

export interface HttpOptions extends AccessOptions {
  /** 0: any free port. */
  readonly port: number;
}

/** Answers a GET request with JSON. An error with a `statusCode` below 500 is the client's, and its message is shown. */
export type Route = (query: Record<string, string>) => Promise<unknown>;

/** Does something, and answers with JSON. Errors are treated as a route's. */
export type Action = (body: unknown) => Promise<unknown>;

export interface HttpDeps {
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>;
  readonly ready: () => Promise<Readiness>;
  /** By path, such as `/api/status`. */
  readonly routes?: Readonly<Record<string, Route>>;
  /** By path: what our own page may do with a POST request. */
  readonly actions?: Readonly<Record<string, Action>>;
  /** By path: what is sent every second. */
  readonly streams?: Readonly<Record<string, Snapshot>>;
  /** By path: files that are sent as they are. */
  readonly files?: ReadonlyMap<string, {readonly type: string; readonly content: Buffer}>;
  readonly log: Log;
}

export interface Readiness {
  readonly ok: boolean;
  /** Why it cannot do its work. */
  readonly reasons: readonly string[];
  /** What somebody should know all the same: it works, and not everything it asked for was had. */
  readonly problems?: readonly string[];
}

export interface HttpServer {
  readonly url: string;
  /** Ends at once, also with clients still connected. */
  close(): Promise<void>;
}

const safeHeaders = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Health, readiness, metrics and the JSON routes. Resolves when it listens. */
export async function startHttp(options: HttpOptions, deps: HttpDeps): Promise<HttpServer> {
  const fail = (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) =>
    answerError(error, reply, deps.log);
  const app = fastify({
    logger: false,
    forceCloseConnections: true,
    requestTimeout: 10_000,
    handlerTimeout: 30_000,
    frameworkErrors: fail,
    routerOptions: {querystringParser: (text) => Object.fromEntries(new URLSearchParams(text))},
  });
  app.addHook('onRequest', async (request, reply) => askPassword(request, reply.headers(safeHeaders), options));
  app.setErrorHandler(fail);
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({error: 'not found'}));
  // Another site's page may send plain text without asking first.
  app.removeContentTypeParser('text/plain');
  addRoutes(app, deps);
  addConsole(app, deps, options);
  return {url: await listen(app, options), close: () => app.close()};
}

function addRoutes(app: FastifyInstance, {metrics, ready, routes = {}}: HttpDeps): void {
  app.get('/healthz', async () => ({status: 'ok'}));
  app.get('/readyz', async (_request, reply) => {
    const {ok, reasons, problems = []} = await ready();
    const some = problems.length > 0;
    const status = ok ? (some ? 'problems' : 'ok') : 'not ready';
    return reply.code(ok ? 200 : 503).send({status, reasons, ...(some && {problems})});
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
  for (const [path, route] of Object.entries(routes)) {
    app.get<{Querystring: Record<string, string>}>(path, async ({query}, reply) =>
      reply.type('application/json; charset=utf-8').send(JSON.stringify((await route(query)) ?? null)),
    );
  }
}

function addConsole(
  app: FastifyInstance,
  {actions = {}, streams = {}, files = new Map()}: HttpDeps,
  options: HttpOptions,
) {
  for (const [path, action] of Object.entries(actions)) {
    const onRequest = async (request: FastifyRequest, reply: FastifyReply) => refuseStranger(request, reply, options);
    app.post(path, {onRequest, bodyLimit: 10_000}, async ({body}) => (await action(body)) ?? {});
  }
  for (const [path, snapshot] of Object.entries(streams)) {
    app.get(path, (_request, reply) => sendLive(reply, snapshot));
  }
  for (const [path, {type, content}] of files) app.get(path, async (_request, reply) => reply.type(type).send(content));
}

/** Only messages meant for people leave the process; the rest is for the log. */
function answerError(error: FastifyError, reply: FastifyReply, log: Log): FastifyReply {
  const ours = error instanceof CollectorError;
  const status = ours ? 503 : (error.statusCode ?? 500);
  const forPeople = ours || status < 500 || error.code === 'FST_ERR_HANDLER_TIMEOUT';
  if (!forPeople) log.error({err: error, url: reply.request.routeOptions.url}, 'request failed');
  return reply
    .headers(safeHeaders)
    .code(status)
    .send({error: forPeople ? error.message : 'internal error'});
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
