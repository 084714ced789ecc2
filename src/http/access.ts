import {createHash, timingSafeEqual} from 'node:crypto';
import {isIP} from 'node:net';
import type {FastifyReply, FastifyRequest} from 'fastify';

export interface AccessOptions {
  readonly host: string;
  /** The console's password; without one, anybody who reaches the port may come in. */
  readonly password?: (() => string) | undefined;
}

/** Only our own page sets it: a form cannot, and another site's script has to ask first, which is never granted. */
const PAGE_HEADER = 'x-timpush-console';

/** Health is open: it tells no more than that the process lives. */
const OPEN = '/healthz';

/** Asks for the password, where one is set. The user name does not matter. */
export function askPassword(
  request: FastifyRequest,
  reply: FastifyReply,
  {password}: AccessOptions,
): FastifyReply | undefined {
  if (!password || request.routeOptions.url === OPEN || isPassword(request.headers.authorization, password())) return;
  return reply
    .code(401)
    .header('www-authenticate', 'Basic realm="timpush-collector", charset="UTF-8"')
    .send({error: 'the password is missing or wrong'});
}

/** Refuses what does not come from our own page: another site may make the operator's browser send anything it likes here. */
export function refuseStranger(
  request: FastifyRequest,
  reply: FastifyReply,
  options: AccessOptions,
): FastifyReply | undefined {
  const {origin, host = '', 'sec-fetch-site': site = 'same-origin'} = request.headers;
  const ours = site === 'same-origin' && (origin === undefined || hostOf(origin) === host);
  if (ours && request.headers[PAGE_HEADER] === '1' && (options.password || isReal(host, options.host))) return;
  return reply.code(403).send({error: 'only the console itself may do this'});
}

/** Compares digests, whose length and beginning tell nothing. */
function isPassword(authorization: string | undefined, password: string): boolean {
  const [, encoded = ''] = /^Basic +([\w+/=-]+)$/i.exec(authorization ?? '') ?? [];
  const [, given] = /^[^:]*:(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  return given !== undefined && timingSafeEqual(digest(given), digest(password));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/** Without a password a host name is not enough: anybody can let a name of their own point at this address. */
function isReal(host: string, configured: string): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return isIP(name) > 0 || name === 'localhost' || name === configured;
}
