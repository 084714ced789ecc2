import type {IncomingHttpHeaders} from 'node:http';
import {type HostName, isAddressOrLocal, isServedBy, parseHost} from './host-name.js';

/** What a route gives away: `health` the life of the process, `page` what everybody has, `answer` what we know; `act` does something. */
export type RouteKind = 'health' | 'page' | 'answer' | 'act';

export interface Asked {
  readonly kind: RouteKind;
  /** As it stands in the first line of the request. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
}

export interface OwnNames {
  /** Where it listens. */
  readonly host: string;
  /** Where a proxy serves it. */
  readonly publicUrl?: string | undefined;
  /** Who needs a password is not led here by a name alone. */
  readonly needsPassword: boolean;
}

export interface Refusal {
  readonly status: 400 | 403;
  readonly error: string;
}

/** Only our own page sets it: a form cannot, and another site's script has to ask first, which is never granted. */
export const PAGE_HEADER = 'x-timpush-console';

/**
 * Why the request is refused, if it is: a web page of somebody else may make its visitor's browser send anything it likes, under any name
 * that it lets point here. Forwarded headers are never believed: whoever reaches the port can write them.
 */
export function refusalOf(asked: Asked, names: OwnNames): Refusal | undefined {
  const {kind, target, headers, rawHeaders} = asked;
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  const host = parseHost(headers.host ?? '');
  if (hosts > 1 || (headers.host && !host)) return {status: 400, error: 'the request names no host, or several'};
  if (!target.startsWith('/')) return {status: 400, error: 'the request names no path'};
  if (kind === 'health') return undefined;
  const foreign = isFromElsewhere(asked) ?? fromOrigin(asked, host, names) ?? underName(asked, host, names);
  if (foreign) return {status: 403, error: foreign};
  const unmarked = kind === 'act' && headers[PAGE_HEADER] !== '1';
  return unmarked ? {status: 403, error: 'only the console itself may do this'} : undefined;
}

/** As far as the browser tells: it does under https and on the loopback. A link from elsewhere may lead to the page, and to nothing else. */
function isFromElsewhere({kind, headers}: Asked): string | undefined {
  const {'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest} = headers;
  const followed = kind === 'page' && mode === 'navigate' && dest === 'document';
  const typed = site === 'none' && kind !== 'act';
  if (site === undefined || site === 'same-origin' || typed || followed) return undefined;
  return 'the request comes from a page of another site, which is told nothing';
}

function fromOrigin({headers: {origin}}: Asked, host: HostName | undefined, {publicUrl}: OwnNames): string | undefined {
  if (origin === undefined || (host && isServedBy(origin, host))) return undefined;
  if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return undefined;
  return 'the request comes from a page of another origin; behind a proxy, set http.publicUrl to the address under which the console is opened';
}

function underName({kind, headers}: Asked, host: HostName | undefined, names: OwnNames): string | undefined {
  const {publicUrl, needsPassword} = names;
  if (needsPassword || (kind !== 'act' && !isBrowser(headers))) return undefined;
  const own = [names.host.toLowerCase(), publicUrl !== undefined && new URL(publicUrl).hostname];
  if (host && (isAddressOrLocal(host.name) || own.includes(host.name))) return undefined;
  const remedy = publicUrl
    ? `open ${publicUrl} and let the proxy keep the Host header`
    : 'set http.publicUrl to the address under which the console is opened';
  return `the console is not known under ${host ? `“${host.name}”` : 'no name'}: ${remedy}, or set a password (http.passwordFile)`;
}

/**
 * Whoever scrapes metrics knows us by some name of the network, and nobody can make it ask. A browser shows itself: no script can take
 * all of these away (`accept-language` can be emptied, the others cannot be touched in every browser).
 */
function isBrowser(headers: IncomingHttpHeaders): boolean {
  const signs = ['accept-language', 'origin', 'referer', 'cookie', 'upgrade-insecure-requests'];
  return (
    Object.keys(headers).some((name) => signs.includes(name) || name.startsWith('sec-')) ||
    /deflate/i.test(String(headers['accept-encoding'] ?? '')) ||
    /^(Mozilla|Opera)\b/.test(headers['user-agent'] ?? '')
  );
}
