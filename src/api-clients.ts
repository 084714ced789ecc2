import {isDeepStrictEqual} from 'node:util';
import type {AppConfig, Config} from './config/config.js';
import type {Secret} from './config/secret.js';
import {AbortListeners} from './domain/abort-listeners.js';
import type {App} from './domain/app.js';
import {BurstLimit} from './domain/burst-limit.js';
import type {ExplainLoss} from './domain/loss.js';
import type {Paces} from './domain/pace.js';
import type {Clock, Meter, Source} from './domain/ports.js';
import type {Trace, TracedPush} from './domain/trace.js';
import {agentsBy} from './network.js';
import {type ClientDeps, TimpushClient} from './timpush/client.js';
import {Connections} from './timpush/connections.js';
import {Cooldown} from './timpush/cooldown.js';
import {lookUp} from './timpush/loss-codes.js';
import {ownPaces} from './timpush/paces.js';
import {regionDomains} from './timpush/regions.js';
import {readTraces, traceQuestion} from './timpush/trace.js';
import {UserSig} from './timpush/user-sig.js';

/** The API for every app of a configuration, without a store. */
export interface ApiClients {
  readonly apps: readonly App[];
  source(app: App): Source;
  /** What a code of a loss report means. */
  readonly explainLoss: ExplainLoss;
  /** What became of one push, on each of its devices; none where the vendor does not know it. Throws a CollectorError. */
  trace(app: App, push: TracedPush): Promise<Trace[]>;
  /** For the apps of another configuration. One that is as it was keeps its client; of each the pace and the rest go on. */
  withApps(apps: readonly AppConfig[]): ApiClients;
  close(): Promise<void>;
}

/** Opens no connection until somebody asks. */
export function openClients(
  config: Config,
  {clock, meter, paces}: {readonly clock: Clock; readonly meter: Meter; readonly paces?: Paces | undefined},
): ApiClients {
  const connections = new Connections(agentsBy(config.proxy));
  const burstLimit = new BurstLimit(config.timpush.paceMs, clock);
  const own = ownPaces(config.timpush, {clock, burstLimit});
  const shared = {clock, meter, paces: paces ?? own, burstLimit, aborts: new AbortListeners()};
  const cooldowns = new Map<number, Cooldown>();
  const newClient = (app: AppConfig, index: number) => {
    const cooldown = cooldowns.get(app.sdkAppId) ?? new Cooldown(clock);
    cooldowns.set(app.sdkAppId, cooldown);
    cooldown.endOfOperator();
    return openClient(config, app, {...shared, cooldown, dispatcher: connections.of(index)});
  };
  return clientsOf(config.apps, new Map(), {newClient, close: () => connections.close()});
}

/** One app, as it is configured. */
interface OpenClient {
  readonly config: AppConfig;
  readonly app: App;
  readonly client: TimpushClient;
  /** The same secret as another configuration names it. */
  useKey(key: Secret): void;
}

interface Opening {
  readonly newClient: (app: AppConfig, index: number) => OpenClient;
  readonly close: () => Promise<void>;
}

function clientsOf(
  configs: readonly AppConfig[],
  before: ReadonlyMap<string, OpenClient>,
  opening: Opening,
): ApiClients {
  const clients = new Map<string, OpenClient>();
  for (const [index, config] of configs.entries()) {
    const known = before.get(config.name);
    const kept = known && isSame(known.config, config) ? known : undefined;
    kept?.useKey(config.secretKey);
    clients.set(config.name, kept ?? opening.newClient(config, index));
  }
  const source = ({name}: App) => clients.get(name)!.client;
  return {
    apps: [...clients.values()].map(({app}) => app),
    source,
    explainLoss: lookUp,
    async trace(app, push) {
      const {body} = await source(app).ask(traceQuestion(push), {signal: new AbortController().signal});
      return readTraces(body);
    },
    withApps: (apps) => clientsOf(apps, clients, opening),
    close: opening.close,
  };
}

/** Where the key comes from is no matter of the client. */
function isSame(one: AppConfig, other: AppConfig): boolean {
  const [a, b] = [one, other].map(({secretKey, campaigns, ...rest}) => rest);
  return isDeepStrictEqual(a, b);
}

function openClient(
  {timpush}: Pick<Config, 'timpush'>,
  config: AppConfig,
  deps: Omit<ClientDeps, 'random' | 'userSig'>,
): OpenClient {
  const {
    name,
    sdkAppId,
    timezone,
    withoutReceipts,
    identifier,
    region,
    baseUrl = `https://${regionDomains[region!]}`,
  } = config;
  let {secretKey} = config;
  const app = {name, sdkAppId, timezone, withoutReceipts};
  const userSig = new UserSig(
    {sdkAppId, identifier, secretKey: () => secretKey.read(), ttl: timpush.userSigTtl.seconds},
    deps.clock,
  );
  const client = new TimpushClient(
    {...timpush, app, identifier, baseUrl, backoffMs: timpush.paceMs},
    {...deps, random: Math.random, userSig},
  );
  return {
    config,
    app,
    client,
    useKey(key) {
      secretKey = key;
      client.key.hasChanged();
    },
  };
}
