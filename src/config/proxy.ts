import {BlockList, isIP} from 'node:net';
import type {ProxyConfig} from './config.js';
import type {Problem} from './config-error.js';
import {isLoopback} from './loopback.js';
import {Secret} from './secret.js';

/**
 * The forward proxy that the environment names, read as curl does: the variable in small letters first, `host:port` without a scheme too.
 * `hosts` are those that will be asked; the ones on loopback never go through a proxy. Undefined: there is none.
 */
export function readProxy(
  env: NodeJS.ProcessEnv,
  hosts: readonly string[],
  problems: Problem[],
): ProxyConfig | undefined {
  const [http, https] = ['HTTP_PROXY', 'HTTPS_PROXY'].map((name) => proxyOf(name, env, problems));
  const exceptions = variable('NO_PROXY', env)
    .split(/[\s,]+/)
    .filter(Boolean);
  if (exceptions.includes('*') || !(http || https)) return undefined;
  const direct = hosts.filter((host) => isLoopback(host) || exceptions.some((range) => isWithin(host, range)));
  return {http, https, except: [...exceptions.map(inBrackets), ...direct].join(',')};
}

function variable(name: string, env: NodeJS.ProcessEnv): string {
  return env[name.toLowerCase()] || env[name] || '';
}

function proxyOf(name: string, env: NodeJS.ProcessEnv, problems: Problem[]): Secret | undefined {
  const value = variable(name, env);
  if (!value) return undefined;
  const address = value.includes('://') ? value : `http://${value}`;
  if (isProxy(address)) return new Secret(() => address, undefined, name);
  // The value is not shown: it may hold a password.
  const reason = 'is not the address of an http or https proxy';
  problems.push({path: name, reason, example: `${name}=http://proxy.example:3128`});
  return undefined;
}

function isProxy(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const {protocol, username, password} = new URL(address);
  try {
    // Whoever sends them takes them apart like this.
    decodeURIComponent(username + password);
  } catch {
    return false;
  }
  return /^https?:$/.test(protocol);
}

/** Ranges of addresses, such as 10.0.0.0/8, which undici does not know. */
function isWithin(host: string, range: string): boolean {
  const [net = '', bits] = range.split('/');
  const address = host.replace(/^\[|\]$/g, '');
  const family = isIP(net);
  if (family === 0 || isIP(address) !== family || !/^\d{1,3}$/.test(bits ?? '')) return false;
  const list = new BlockList();
  const name = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(net, Math.min(Number(bits), family === 4 ? 32 : 128), name);
  return list.check(address, name);
}

/** As addresses of version 6 stand in a URL. */
function inBrackets(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}
