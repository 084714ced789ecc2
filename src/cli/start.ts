import {Command, Option} from 'commander';
import {openCollector} from '../collector.js';
import type {Config} from '../config/config.js';
import {exposedSecrets} from '../config/secrets.js';
import type {Cluster} from '../domain/cluster.js';
import type {Clock, Log} from '../domain/ports.js';
import {createMetrics} from '../http/metrics.js';
import {startService} from '../service.js';
import {systemClock} from '../system-clock.js';
import {Activity} from '../views/activity.js';
import type {Action, Bind} from './action.js';
import {listenOptions, socketPathOf} from './listen-options.js';
import {type ConfigOption, configOption, configuration, openLog} from './session.js';
import {telemetryOf} from './telemetry.js';
import {aborted, interruption, outliveHangups} from './terminal.js';
import {version} from './version.js';
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
  const stop = interruption(terminal);
  let log: Log | undefined;
  outliveHangups(terminal, () => log?.info({}, 'SIGHUP: the configuration is read at the start only'));
  const configured = configuration(options, terminal);
  const config = configOfWorker(configured, options.worker ?? 0);
  log = await openLog(config, terminal.stderr);
  for (const exposed of exposedSecrets(config)) log.warn({...exposed}, 'every user of this machine can read a secret');
  const workers = workersOf(config);
  if (workers > 1 && options.worker === undefined) return supervise(workers, options, {stop, log});
  const clock = systemClock();
  const metrics = createMetrics(version);
  const telemetry = await telemetryOf(terminal.env, {...metrics, clock, log});
  const activity = new Activity(clock, telemetry?.meter ?? metrics.meter);
  const cluster = await clusterOf(config, {clock, log});
  const collector = await openCollector(config, {clock, meter: activity.meter, log, cluster});
  const listen = config.http.port === 0 ? undefined : listenOptions(config.http);
  const socketPath = socketPathOf(config);
  const pushMetrics = config.metrics.push;
  const shared = {collector, metrics, activity, cluster, clock, log, socketPath, pushMetrics};
  const starting = startService(listen, shared);
  // A signal must end the program even while the store does not answer; nothing is in flight yet.
  const service = await Promise.race([starting, aborted(stop)]);
  if (!service) return 0;
  log.info({url: service.url, apps: collector.apps.length, store: config.store}, 'collector started');
  await aborted(stop);
  log.info({}, 'collector stopping');
  await service.stop();
  await telemetry?.close();
  return 0;
};

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
