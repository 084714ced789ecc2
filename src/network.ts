import {Agent, type Dispatcher, EnvHttpProxyAgent} from 'undici';
import type {ProxyConfig} from './config/config.js';

/**
 * Makes a pool of connections to others' servers, through the proxy where there is one: https by CONNECT, http by asking the proxy for the
 * whole address, since many proxies let CONNECT reach no other port than 443.
 */
export function agentsBy(proxy: ProxyConfig | undefined): (options?: Agent.Options) => Dispatcher {
  if (!proxy) return (options) => new Agent(options);
  // Empty and not undefined: then undici would look into the environment itself.
  const [httpProxy = '', httpsProxy = ''] = [proxy.http?.read(), proxy.https?.read()];
  return (options) =>
    new EnvHttpProxyAgent({...options, httpProxy, httpsProxy, noProxy: proxy.except, proxyTunnel: false});
}
