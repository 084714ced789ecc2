import type {FastifyInstance, FastifyRequest} from 'fastify';
import {printable} from '../domain/printable.js';
import {type RouteKind, refusalOf} from './foreign.js';
import {Password, type PasswordDeps} from './password.js';

export interface AccessOptions {
  readonly host: string;
  /** Where a proxy serves the console, path included, without a slash at the end. */
  readonly publicUrl?: string | undefined;
  /** The console's password; without it, whoever reaches the port may come in. */
  readonly password?: (() => string) | undefined;
}

/** What every request has to pass before its route: first where it comes from, so that no web page can try passwords. */
export function guard(app: FastifyInstance, options: AccessOptions, deps: PasswordDeps): void {
  const {host, publicUrl} = options;
  const password = options.password && new Password(options.password, deps);
  const names = {host, publicUrl, needsPassword: password !== undefined};
  app.addHook('onRequest', async (request, reply) => {
    const {originalUrl: target, headers, raw} = request;
    const kind = kindOf(request);
    const refusal = refusalOf({kind, target, headers, rawHeaders: raw.rawHeaders}, names);
    if (refusal) return reply.code(refusal.status).send({error: printable(refusal.error)});
    return kind === 'health' ? undefined : password?.ask(request, reply);
  });
  if (!password) return;
  app.addHook('onSend', async (request, reply, body) => {
    password.sign(request, reply, body);
    return body;
  });
}

/** What is nowhere is treated as an answer: it tells something, too. */
function kindOf(request: FastifyRequest): RouteKind {
  return (request.routeOptions.config as {readonly kind?: RouteKind}).kind ?? 'answer';
}
