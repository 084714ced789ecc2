import {Command} from 'commander';
import {openCollector} from '../collector.js';
import {createMetrics} from '../http/metrics.js';
import {startService} from '../service.js';
import {systemClock} from '../system-clock.js';
import {Activity} from '../views/activity.js';
import type {Action, Bind} from './action.js';
import {listenOptions, socketPathOf} from './listen-options.js';
import {createLog} from './log.js';
import {type ConfigOption, configOption, configuration} from './session.js';
import {aborted, interruption} from './terminal.js';

export function startCommand(bind: Bind): Command {
  return new Command('start')
    .description('collect: catch up at once, then on every tick, until SIGTERM or Ctrl-C')
    .option(...configOption)
    .action(bind(start));
}

const start: Action<ConfigOption> = async (options, terminal) => {
  const stop = interruption(terminal);
  const config = configuration(options, terminal);
  const log = await createLog(config, terminal.stderr);
  const clock = systemClock();
  const metrics = createMetrics();
  const activity = new Activity(clock, metrics.meter);
  const collector = await openCollector(config, {clock, meter: activity.meter, log});
  const listen = config.http.port === 0 ? undefined : listenOptions(config.http);
  const socketPath = socketPathOf(config);
  const starting = startService(listen, {collector, metrics, activity, clock, log, socketPath});
  // A store that stands still must not hold up somebody who wants to end it at once; nothing is in flight yet.
  const service = await Promise.race([starting, aborted(stop)]);
  if (!service) return 0;
  log.info({url: service.url, apps: collector.apps.length, store: config.store}, 'collector started');
  await aborted(stop);
  log.info({}, 'collector stopping');
  await service.stop();
  return 0;
};
