import {StoreDeniedError} from '../domain/errors.js';
import {withDeadline} from './deadline.js';
import {DEFAULT_TIMEOUT_MS, type InfluxOptions} from './options.js';

/** Where requests go, and what they carry: the one place where the versions differ. */
export interface Connection {
  readonly version: 1 | 2;
  readonly url: string;
  readonly writePath: string;
  /** InfluxQL's names; version 2 maps every bucket `db` or `db/rp` to them by itself. */
  readonly database: string;
  readonly retentionPolicy: string | undefined;
  /** Version 2's names. */
  readonly org: string;
  readonly bucket: string;
  readonly timeoutMs: number;
  headers(): {authorization?: string};
  /** The text without any secret in it, cut to what fits a message. */
  presentable(text: string): string;
  /** The signal aborts a request that takes too long altogether, or when the program gives up. */
  within<T>(work: (deadline: AbortSignal) => Promise<T>): Promise<T>;
}

export function connectionOf(options: InfluxOptions, signal?: AbortSignal): Connection {
  const {version, org = '', bucket = '', timeoutMs = DEFAULT_TIMEOUT_MS} = options;
  const [database = '', retentionPolicy] = version === 1 ? [options.database] : splitBucket(bucket);
  const target: Record<string, string> = version === 1 ? {db: database} : {org, bucket};
  const path = version === 1 ? '/write' : '/api/v2/write';
  return {
    version,
    // The client prints a warning when the API's path is part of the address.
    url: options.url.replace(/\/+$/, '').replace(/\/api\/v2$/, ''),
    writePath: `${path}?${new URLSearchParams({...target, precision: 's'})}`,
    database,
    retentionPolicy,
    org,
    bucket,
    timeoutMs,
    headers: () => headersOf(options),
    presentable: (text) => presentable(text, options),
    within: (work) => withDeadline(timeoutMs, signal, work),
  };
}

function splitBucket(bucket: string): [string, string?] {
  const slash = bucket.indexOf('/');
  return slash < 0 ? [bucket] : [bucket.slice(0, slash), bucket.slice(slash + 1)];
}

function headersOf(options: InfluxOptions): {authorization?: string} {
  if (options.version === 1) return options.username ? {authorization: `Basic ${basicPair(options)}`} : {};
  const token = read(options.token);
  // The client would throw where nobody can catch it.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new StoreDeniedError('The InfluxDB token is empty or holds characters that no header can carry; replace it.');
  }
  return {authorization: `Token ${token}`};
}

function basicPair(options: InfluxOptions): string {
  return Buffer.from(`${options.username}:${read(options.password)}`).toString('base64');
}

function read(secret: (() => string) | undefined): string {
  try {
    return secret?.().trim() ?? '';
  } catch (cause) {
    throw new StoreDeniedError('The InfluxDB secret cannot be read; check its file.', {}, {cause});
  }
}

function presentable(text: string, options: InfluxOptions): string {
  const token = read(options.token);
  const password = read(options.password);
  const secrets = [
    token,
    password,
    password && basicPair(options),
    encodeURIComponent(token),
    encodeURIComponent(password),
  ];
  const clean = secrets.filter(Boolean).reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
  const line = clean.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
