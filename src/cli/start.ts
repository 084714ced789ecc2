import {Command} from 'commander';
import {openCollector} from '../app.js';
import {systemClock} from '../clock.js';
import {createMetrics} from '../http/metrics.js';
import {startService} from '../service.js';
import type {Action, Bind} from './action.js';
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
  const log = createLog(config, terminal.stderr);
  const metrics = createMetrics();
  const collector = await openCollector(config, {clock: systemClock, meter: metrics.meter, log});
  const service = await startService(config.http.port === 0 ? undefined : config.http, {
    collector,
    metrics,
    clock: systemClock,
    log,
  });
  log.info({url: service.url, apps: collector.apps.length, store: config.store}, 'collector started');
  await aborted(stop);
  log.info({}, 'collector stopping');
  await service.stop();
  return 0;
};
