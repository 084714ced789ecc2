import type {FastifyInstance, FastifyReply} from 'fastify';
import type {Log} from '../domain/ports.js';
import {printable} from '../domain/printable.js';
import type {RouteKind} from './foreign.js';
import {LiveStream, type Snapshot} from './live.js';
import type {Metrics} from './metrics.js';
import type {ServedFile} from './page-files.js';
import {breath, QuestionLimit} from './question-limit.js';

/**
 * Answers a GET request with JSON. An error with a `statusCode` below 500 is the client's, and its message is shown. The signal aborts
 * when the client has gone.
 */
export type Route = (query: Record<string, string>, gone: AbortSignal) => Promise<unknown>;

/** Does something, and answers with JSON. Errors are treated as a route's. */
export type Action = (body: unknown, gone: AbortSignal, query: Record<string, string>) => Promise<unknown>;

export interface Readiness {
  readonly ok: boolean;
  /** Why it cannot do its work. */
  readonly reasons: readonly string[];
  /** What somebody should know all the same: it works, and not everything it asked for was had. */
  readonly problems?: readonly string[];
}

export interface RouteDeps {
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>;
  readonly ready: () => Promise<Readiness>;
  /** By path, such as `/api/status`. */
  readonly routes?: Readonly<Record<string, Route>>;
  /** By path: what costs next to nothing to answer, such as how far a command is. It waits behind no other question. */
  readonly polls?: Readonly<Record<string, Route>>;
  /** By path: what our own page and our own commands may do with a POST request. */
  readonly actions?: Readonly<Record<string, Action>>;
  /** By path: what is sent again whenever it has changed. */
  readonly streams?: Readonly<Record<string, Snapshot>>;
  /** By path: what is given away as it is. */
  readonly files?: ReadonlyMap<string, ServedFile>;
  /** Where others answer questions, too; its own unless given. */
  readonly limit?: QuestionLimit;
  readonly log: Log;
}

const kind = (kind: RouteKind) => ({config: {kind}});

/** Numbers of thousands of apps are many megabytes: so many readers may have theirs on the way. */
const METRICS = {atOnce: 8, open: 8};

/** Whether the process lives, whether it works, and its numbers. However many ask at once, the store is asked once, and one text is made. */
export function addHealth(app: FastifyInstance, {metrics, ready}: Pick<RouteDeps, 'metrics' | 'ready'>): void {
  const readiness = shared(ready);
  const numbers = shared(() => breath().then(metrics.text));
  const limit = new QuestionLimit(METRICS);
  app.get('/healthz', kind('health'), async () => ({status: 'ok'}));
  app.get('/readyz', async (_request, reply) => {
    const {ok, reasons, problems = []} = await readiness();
    const some = problems.length > 0;
    const status = ok ? (some ? 'problems' : 'ok') : 'not ready';
    return reply.code(ok ? 200 : 503).send({status, reasons, ...(some && {problems})});
  });
  app.get('/metrics', async (_request, reply) => {
    const text = await limit.answer(reply.raw, numbers);
    return reply.type(metrics.contentType).send(text);
  });
}

export function addQuestions(
  app: FastifyInstance,
  routes: NonNullable<RouteDeps['routes']>,
  limit: QuestionLimit,
): void {
  for (const [path, route] of Object.entries(routes)) {
    app.get<{Querystring: Record<string, string>}>(path, async ({url, query}, reply) => {
      refuseRepeated(url);
      return sendJson(reply, await limit.answer(reply.raw, (gone) => breath().then(() => route(query, gone))));
    });
  }
}

export function addPolls(app: FastifyInstance, polls: NonNullable<RouteDeps['polls']>): void {
  for (const [path, route] of Object.entries(polls)) {
    app.get<{Querystring: Record<string, string>}>(path, async ({url, query}, reply) => {
      refuseRepeated(url);
      return sendJson(reply, await route(query, new AbortController().signal));
    });
  }
}

function sendJson(reply: FastifyReply, found: unknown): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(found ?? null));
}

/** Of two values the answer would be about one, and nobody could see about which. */
function refuseRepeated(url: string): void {
  const names = [...new URL(url, 'http://localhost').searchParams.keys()];
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return;
  throw Object.assign(new Error(`${printable(twice)}: it is given more than once; give it once`), {statusCode: 400});
}

/** They wait behind each other, and not behind questions: stopping something must not wait for a report. */
export function addActions(app: FastifyInstance, actions: NonNullable<RouteDeps['actions']>): void {
  const limit = new QuestionLimit();
  for (const [path, action] of Object.entries(actions)) {
    const options = {...kind('act'), bodyLimit: 10_000};
    app.post<{Querystring: Record<string, string>}>(path, options, async ({body, query}, reply) => {
      return (await limit.answer(reply.raw, (gone) => action(body, gone, query))) ?? {};
    });
  }
}

/** What the page hears and is made of. */
export function addConsole(
  app: FastifyInstance,
  {streams = {}, files = new Map(), log}: Pick<RouteDeps, 'streams' | 'files' | 'log'>,
): void {
  for (const [path, snapshot] of Object.entries(streams)) {
    const stream = new LiveStream(snapshot, log);
    app.get(path, async ({method}, reply) => (method === 'HEAD' ? stream.describe(reply) : stream.send(reply)));
  }
  for (const [path, {type, content}] of files) {
    app.get(path, kind(path === '/' ? 'page' : 'answer'), async (_request, reply) => reply.type(type).send(content));
  }
}

/** Whoever asks while the answer is being made shares it. */
function shared<T>(work: () => Promise<T>): () => Promise<T> {
  let working: Promise<T> | undefined;
  return () => {
    working ??= work().finally(() => {
      working = undefined;
    });
    return working;
  };
}
