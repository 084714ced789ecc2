import {withDeadline} from '../domain/deadline.js';
import {StoreDeniedError} from '../domain/errors.js';
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
  const sent = new Set<string>();
  return {
    version,
    // Some know the address of version 2 with its path.
    url: options.url.replace(/\/+$/, '').replace(/\/api\/v2$/, ''),
    writePath: `${path}?${new URLSearchParams({...target, precision: 's'})}`,
    database,
    retentionPolicy,
    org,
    bucket,
    timeoutMs,
    headers: () => headersOf(options, sent),
    presentable: (text) => presentable(text, sent),
    within: (work) => withDeadline(timeoutMs, signal, work),
  };
}

function splitBucket(bucket: string): [string, string?] {
  const slash = bucket.indexOf('/');
  return slash < 0 ? [bucket] : [bucket.slice(0, slash), bucket.slice(slash + 1)];
}

/** `sent` gathers every secret that has been on its way; one that was replaced since may still come back in an answer. */
function headersOf(options: InfluxOptions, sent: Set<string>): {authorization?: string} {
  if (options.version === 1) {
    if (!options.username) return {};
    const password = read(options.password);
    const pair = Buffer.from(`${options.username}:${password}`).toString('base64');
    sent.add(pair).add(password);
    return {authorization: `Basic ${pair}`};
  }
  const token = read(options.token);
  // Said here, where it can be called by its name.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new StoreDeniedError('The InfluxDB token is empty or holds characters that no header can carry; replace it.');
  }
  sent.add(token);
  return {authorization: `Token ${token}`};
}

function read(secret: (() => string) | undefined): string {
  try {
    return secret?.().trim() ?? '';
  } catch (cause) {
    throw new StoreDeniedError('The InfluxDB secret cannot be read; check its file.', {}, {cause});
  }
}

function presentable(text: string, sent: ReadonlySet<string>): string {
  const secrets = [...sent].flatMap((secret) => [secret, encodeURIComponent(secret)]).filter(Boolean);
  const clean = secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
  const line = clean.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
