import fastify, {type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest} from 'fastify';
import {CollectorError} from '../domain/errors.js';
import type {Log} from '../domain/ports.js';
import {BusyError} from './question-limit.js';

const safeHeaders = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** More connections than these are cut: files of the process are for its own work, too. */
const MOST_CONNECTIONS = 500;

/** A request as far as it tells its route. */
export interface Target {
  readonly method: string;
  readonly url: string;
}

/** A server without routes whose every answer has the safe headers. `rewriteUrl` changes the address before its route is looked for. */
export function newApp(log: Log, rewriteUrl: (target: Target) => string = ({url}) => url): FastifyInstance {
  const fail = (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => answerError(error, reply, log);
  const app = fastify({
    logger: false,
    forceCloseConnections: true,
    // Whoever asks while it closes is answered or cut off, and knows by that that it is gone.
    return503OnClosing: false,
    requestTimeout: 10_000,
    // Who reads nothing for so long has gone; whoever waits for an answer is told before.
    connectionTimeout: 60_000,
    handlerTimeout: 30_000,
    frameworkErrors: fail,
    rewriteUrl: ({method = 'GET', url = '/'}) => rewriteUrl({method, url}),
    routerOptions: {querystringParser: (text) => Object.fromEntries(new URLSearchParams(text))},
  });
  app.server.maxConnections = MOST_CONNECTIONS;
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(safeHeaders);
    refusePipelined(reply);
  });
  app.setErrorHandler(fail);
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({error: 'not found'}));
  // A text needs no leave to be sent from another site's page.
  app.removeContentTypeParser('text/plain');
  return app;
}

/** An answer behind another on its connection is never told that whoever asked has gone: what it holds would be held for ever. */
function refusePipelined({raw}: FastifyReply): void {
  if (raw.socket) return;
  throw Object.assign(new Error('a request came before the answer to the one before: ask one after another'), {
    statusCode: 400,
  });
}

/** Only messages meant for people leave the process; the rest is for the log. */
function answerError(error: FastifyError, reply: FastifyReply, log: Log): FastifyReply {
  const ours = error instanceof CollectorError;
  const busy = error instanceof BusyError;
  const status = ours ? 503 : (error.statusCode ?? 500);
  const forPeople = ours || busy || status < 500 || error.code === 'FST_ERR_HANDLER_TIMEOUT';
  // Whoever has gone is told nothing, and what was given up for that is no failure.
  if (!forPeople && !reply.raw.destroyed) {
    log.error({err: error, url: reply.request.routeOptions.url}, 'request failed');
  }
  if (busy) reply.header('retry-after', error.retryAfterSeconds);
  return reply
    .headers(safeHeaders)
    .code(status)
    .send({error: forPeople ? error.message : 'internal error'});
}
