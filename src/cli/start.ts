import {Command, Option} from 'commander';
import {heapOptions} from '../collector/heap.js';
import {openCollector} from '../collector.js';
import type {Config} from '../config/config.js';
import {restartKeys} from '../config/restart.js';
import {allSecrets, exposedSecrets} from '../config/secrets.js';
import type {Cluster} from '../domain/cluster.js';
import type {Clock, Log} from '../domain/ports.js';
import {ReloadError} from '../domain/reload.js';
import {createMetrics} from '../http/metrics.js';
import {startService} from '../service.js';
import {systemClock} from '../system-clock.js';
import {Activity} from '../views/activity.js';
import type {Action, Bind} from './action.js';
import {onceFree} from './held-file.js';
import {listenOptions, socketPathOf} from './listen-options.js';
import {operations, sharedOperations} from './operations.js';
import {version} from './package.js';
import {KnownSecrets} from './redaction.js';
import {type ConfigOption, configOption, configuration, openLog} from './session.js';
import {telemetryOf} from './telemetry.js';
import {aborted, Hangups, interruption, type Terminal} from './terminal.js';
import {configOfWorker, supervise, workersOf} from './workers.js';

export function startCommand(bind: Bind): Command {
  return new Command('start')
    .description('collect: catch up at once, then on every tick, until SIGTERM or Ctrl-C')
    .option(...configOption)
    .addOption(new Option('--worker <n>', 'one of the processes of cluster.workers').argParser(Number).hideHelp())
    .action(bind(start));
}

type Options = ConfigOption & {readonly worker?: number};

const start: Action<Options> = async (options, terminal) => {
  const stop = interruption(terminal, options.worker === undefined ? terminal.stderr : null);
  const hangups = new Hangups(terminal);
  const configured = configuration(options, terminal);
  const config = configOfWorker(configured, options.worker ?? 0);
  const secrets = new KnownSecrets(allSecrets(config));
  const log = await openLog(config, terminal.stderr, secrets);
  warnOfExposed(config, log);
  const count = workersOf(config);
  const nodeOptions = heapOptions(config.apps.length, optionsOfNode(terminal.env));
  if (count > 1 && options.worker === undefined) return supervise({count, nodeOptions}, options, {stop, hangups, log});
  if (nodeOptions.length > 0)
    log.info(
      {apps: config.apps.length, set: `NODE_OPTIONS=${nodeOptions.join(' ')}`},
      'so many apps take less CPU with it',
    );
  const clock = systemClock();
  const metrics = createMetrics(version);
  const telemetry = await telemetryOf(terminal.env, {...metrics, clock, log});
  const activity = new Activity(clock, telemetry?.meter ?? metrics.meter);
  const cluster = await clusterOf(config, {clock, log});
  const opened = () => openCollector(config, {clock, meter: activity.meter, log, cluster});
  const collector = await onceFree(opened, {stop, clock, log});
  if (!collector) return 0;
  const readConfig = (inForce: Config) => {
    const next = configOfWorker(configuration(options, terminal), options.worker ?? 0);
    secrets.replace(allSecrets(config, inForce, next));
    refuseRestart(inForce, next);
    for (const reason of next.warnings ?? []) log.warn({reason}, 'configuration warning');
    warnOfExposed(next, log);
    return next;
  };
  const listen = config.http.port === 0 ? undefined : listenOptions(config.http);
  const socketPath = socketPathOf(config);
  const pushMetrics = config.metrics.push;
  const shared = {
    collector,
    readConfig,
    commands: cluster ? sharedOperations : operations,
    metrics,
    activity,
    cluster,
    clock,
    log,
    socketPath,
    pushMetrics,
  };
  const starting = startService(listen, shared);
  // A signal must end the program even while the store does not answer; nothing is in flight yet.
  const service = await Promise.race([starting, aborted(stop)]);
  if (!service) return 0;
  log.info({url: service.url, apps: collector.apps.length, store: config.store}, 'collector started');
  hangups.react(() => void service.reload());
  await aborted(stop);
  log.info({}, 'collector stopping');
  await service.stop();
  await telemetry?.close();
  return 0;
};

function optionsOfNode({NODE_OPTIONS = ''}: Terminal['env']): readonly string[] {
  return [...process.execArgv, ...NODE_OPTIONS.split(/\s+/)];
}

/** All or nothing: a part of a configuration is none that anybody has written. */
function refuseRestart(inForce: Config, next: Config): void {
  const keys = restartKeys(inForce, next);
  if (keys.length === 0) return;
  throw new ReloadError(`what was changed takes a restart: ${keys.join(', ')}; restart the collector, or set it back`);
}

function warnOfExposed(config: Config, log: Log): void {
  for (const exposed of exposedSecrets(config)) log.warn({...exposed}, 'every user of this machine can read a secret');
}

/** Loaded only when it is wanted. */
async function clusterOf(
  {cluster, timpush}: Config,
  deps: {readonly clock: Clock; readonly log: Log},
): Promise<Cluster | undefined> {
  if (!cluster) return undefined;
  const {openCluster} = await import('../cluster/open-cluster.js');
  const {redisUrl, prefix, turn, lanes, lock} = cluster;
  const times = {turnMs: turn.seconds * 1000, lockMs: lock.seconds * 1000};
  return openCluster({redisUrl: redisUrl.read(), prefix, lanes, ...times, pace: timpush}, deps);
}
