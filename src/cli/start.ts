import {Command} from 'commander';
import {openCollector} from '../collector.js';
import {exposedSecrets} from '../config/secrets.js';
import type {Log} from '../domain/ports.js';
import {createMetrics} from '../http/metrics.js';
import {startService} from '../service.js';
import {systemClock} from '../system-clock.js';
import {Activity} from '../views/activity.js';
import type {Action, Bind} from './action.js';
import {listenOptions, socketPathOf} from './listen-options.js';
import {type ConfigOption, configOption, configuration, openLog} from './session.js';
import {aborted, interruption, outliveHangups} from './terminal.js';

export function startCommand(bind: Bind): Command {
  return new Command('start')
    .description('collect: catch up at once, then on every tick, until SIGTERM or Ctrl-C')
    .option(...configOption)
    .action(bind(start));
}

const start: Action<ConfigOption> = async (options, terminal) => {
  const stop = interruption(terminal);
  let log: Log | undefined;
  outliveHangups(terminal, () => log?.info({}, 'SIGHUP: the configuration is read at the start only'));
  const config = configuration(options, terminal);
  log = await openLog(config, terminal.stderr);
  for (const exposed of exposedSecrets(config)) log.warn({...exposed}, 'every user of this machine can read a secret');
  const clock = systemClock();
  const metrics = createMetrics();
  const activity = new Activity(clock, metrics.meter);
  const collector = await openCollector(config, {clock, meter: activity.meter, log});
  const listen = config.http.port === 0 ? undefined : listenOptions(config.http);
  const socketPath = socketPathOf(config);
  const pushMetrics = config.metrics.push;
  const starting = startService(listen, {collector, metrics, activity, clock, log, socketPath, pushMetrics});
  // A signal must end the program even while the store does not answer; nothing is in flight yet.
  const service = await Promise.race([starting, aborted(stop)]);
  if (!service) return 0;
  log.info({url: service.url, apps: collector.apps.length, store: config.store}, 'collector started');
  await aborted(stop);
  log.info({}, 'collector stopping');
  await service.stop();
  return 0;
};
