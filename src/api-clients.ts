import type {AppConfig, Config} from './config/config.js';
import {AbortListeners} from './domain/abort-listeners.js';
import type {App} from './domain/app.js';
import type {Paces} from './domain/pace.js';
import type {Clock, Meter, Source} from './domain/ports.js';
import type {Trace, TracedPush} from './domain/trace.js';
import {agentsBy} from './network.js';
import {BurstLimit} from './timpush/burst-limit.js';
import {type ClientDeps, TimpushClient} from './timpush/client.js';
import {Connections} from './timpush/connections.js';
import {regionDomains} from './timpush/regions.js';
import {readTraces, traceQuestion} from './timpush/trace.js';
import {UserSig} from './timpush/user-sig.js';

/** The API for every app of a configuration, without a store. */
export interface ApiClients {
  readonly apps: readonly App[];
  source(app: App): Source;
  /** What became of one push, on each of its devices; none where the vendor does not know it. Throws a CollectorError. */
  trace(app: App, push: TracedPush): Promise<Trace[]>;
  close(): Promise<void>;
}

/** Opens no connection until somebody asks. */
export function openClients(
  config: Config,
  {clock, meter, paces}: {readonly clock: Clock; readonly meter: Meter; readonly paces?: Paces | undefined},
): ApiClients {
  const apps = config.apps.map(appOf);
  const connections = new Connections(apps.length, agentsBy(config.proxy));
  const shared = {clock, meter, paces, burstLimit: new BurstLimit(), aborts: new AbortListeners()};
  const sources = new Map(
    config.apps.map((app, index) => {
      const deps = {...shared, dispatcher: connections.of(index)};
      return [app.name, clientOf(config, app, apps[index]!, deps)];
    }),
  );
  const source = ({name}: App) => sources.get(name)!;
  return {
    apps,
    source,
    async trace(app, push) {
      const {body} = await source(app).ask(traceQuestion(push), {signal: new AbortController().signal});
      return readTraces(body);
    },
    close: () => connections.close(),
  };
}

function clientOf(
  {timpush}: Config,
  {sdkAppId, identifier, secretKey, region, baseUrl}: AppConfig,
  app: App,
  deps: Omit<ClientDeps, 'random' | 'userSig'>,
): Source {
  const userSig = new UserSig(
    {sdkAppId, identifier, secretKey: () => secretKey.read(), ttl: timpush.userSigTtl.seconds},
    deps.clock,
  );
  const url = baseUrl ?? `https://${regionDomains[region!]}`;
  return new TimpushClient(
    {...timpush, app, identifier, baseUrl: url, backoffMs: timpush.paceMs},
    {...deps, random: Math.random, userSig},
  );
}

function appOf({name, sdkAppId, timezone, withoutReceipts}: AppConfig): App {
  return {name, sdkAppId, timezone, withoutReceipts};
}
