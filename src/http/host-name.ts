import {isIP} from 'node:net';

/** Whom a Host header names: in lower case, without brackets and a dot at the end. */
export interface HostName {
  readonly name: string;
  /** Empty: the default of the scheme. */
  readonly port: string;
}

/** Undefined when the text names no host. */
export function parseHost(text: string): HostName | undefined {
  const [, address, name, port = ''] = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const found = (address ?? name)?.toLowerCase().replace(/\.$/, '');
  return found ? {name: found, port} : undefined;
}

/** No name of the DNS can be made to point here by a stranger under these. */
export function isAddressOrLocal(name: string): boolean {
  return isIP(name) > 0 || name === 'localhost';
}

/** Whether a page of that origin is served by that host. A hidden origin (`null`) is nobody's. */
export function isServedBy(origin: string, host: HostName): boolean {
  if (!URL.canParse(origin)) return false;
  const {protocol, host: text} = new URL(origin);
  const standard = {'http:': '80', 'https:': '443'}[protocol];
  const own = parseHost(text);
  if (!standard || !own) return false;
  return own.name === host.name && (own.port || standard) === (host.port || standard);
}
