import {rm} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {Command} from 'commander';
import {type Collector, known, openCollector} from '../collector.js';
import type {Config} from '../config/config.js';
import {loadConfig} from '../config/load.js';
import {CollectorError} from '../domain/errors.js';
import {instantText} from '../domain/local-time.js';
import {createMetrics} from '../http/metrics.js';
import {type Service, type ServiceDeps, startService} from '../service.js';
import {startSimulator} from '../simulator/simulator.js';
import {systemClock} from '../system-clock.js';
import {Activity} from '../views/activity.js';
import type {Action, Bind} from './action.js';
import {campaignTable} from './campaign-report.js';
import {campaignApps} from './campaign-selection.js';
import {demoApps, demoAppsAt, demoIncidents} from './demo-apps.js';
import {findingText} from './finding-text.js';
import {listenOptions, socketPathOf} from './listen-options.js';
import {createLog} from './log.js';
import {operations} from './operations.js';
import {packageRoot, version} from './package.js';
import {isComplete, pass, passCampaigns} from './pass.js';
import {problemLines} from './problems.js';
import {createProgress} from './progress.js';
import {countsText} from './report-text.js';
import {select} from './selection.js';
import {statusTable} from './status-table.js';
import {aborted, columnsOf, interruption, type Terminal} from './terminal.js';
import {whyLostText} from './why-lost.js';

interface Options {
  readonly once?: boolean;
}

export function demoCommand(bind: Bind): Command {
  return new Command('demo')
    .description('simulator, embedded store, collection and report in one process; needs no credentials')
    .option('--once', 'end after the report')
    .action(bind(demo));
}

/**
 * Twenty times the vendor's pace, so that a month of history takes seconds. The simulator's rule leaves more room than the vendor's:
 * it lives in the same process, where a call may be late by some milliseconds.
 */
const SPEED = 20;
const PACE_MS = 1250 / SPEED;
const MIN_GAP_MS = 500 / SPEED;
const DATABASE = 'data/demo.duckdb';

const demo: Action<Options> = async ({once = false}, terminal) => {
  const {now} = systemClock();
  const settings = {apps: demoAppsAt(now()), minGapMs: MIN_GAP_MS, incidents: demoIncidents(now())};
  const simulator = await startSimulator(settings, {now});
  try {
    return await demonstrate(demoConfig(simulator.url, terminal.env), {once, terminal});
  } finally {
    await simulator.close();
  }
};

async function demonstrate(config: Config, {once, terminal}: {once: boolean; terminal: Terminal}): Promise<number> {
  const {stdout, stderr} = terminal;
  await Promise.all(['', '.wal'].map((suffix) => rm(DATABASE + suffix, {force: true})));
  stdout.write(`Three simulated apps, asked ${SPEED} times as fast as the vendor allows, collected into ${DATABASE}\n`);
  const clock = systemClock();
  const metrics = createMetrics(version);
  const activity = new Activity(clock, metrics.meter);
  const progress = await createProgress(terminal, clock.elapsed, activity.meter);
  const stop = interruption(terminal, progress.output);
  const log = await createLog(config, progress.output);
  const collector = await openCollector(config, {clock, meter: progress.meter, log});
  const now = Math.floor(clock.now() / 1000);
  const everything = select(collector, {}, {timezone: config.timezone, now});
  const passes = Promise.all([
    pass(collector, everything, false, stop),
    passCampaigns(collector, campaignApps(collector, {}), stop),
  ]);
  const complete = (await passes.finally(progress.stop)).flat().every(isComplete);
  await show(collector, terminal);
  if (once || stop.aborted) {
    await collector.close();
    return complete ? 0 : 1;
  }
  const service = await serve(config, {
    collector,
    readConfig: () => config,
    commands: operations,
    metrics,
    activity,
    clock,
    log: await createLog(config, stderr),
    socketPath: socketPathOf(config),
    pushMetrics: config.metrics.push,
  });
  stdout.write(
    `\nCollecting goes on. See it at ${service.url}/?last=3d (metrics: ${service.url}/metrics). Ctrl-C ends it.\n`,
  );
  await aborted(stop);
  await service.stop();
  return 0;
}

function demoConfig(simulatorUrl: string, env: NodeJS.ProcessEnv): Config {
  const keys = Object.fromEntries(demoApps.map(({keyVariable, secretKey}) => [keyVariable, secretKey]));
  const settings = {
    TIMPUSH_STORE: 'duckdb',
    TIMPUSH_DUCKDB_PATH: DATABASE,
    TIMPUSH_PACE_MS: String(Math.ceil(PACE_MS)),
  };
  const level = {TIMPUSH_LOG_LEVEL: env.TIMPUSH_LOG_LEVEL ?? 'warn'};
  const path = fileURLToPath(new URL('config/demo.yaml', packageRoot));
  const config = loadConfig({path, env: {...keys, ...settings, ...level}}, known);
  return {...config, apps: config.apps.map((app) => ({...app, baseUrl: simulatorUrl}))};
}

async function show(collector: Collector, {stdout, env}: Terminal): Promise<void> {
  const columns = columnsOf(stdout, env);
  for (const last of ['30d', '7d']) {
    stdout.write(`\n${countsText(await collector.report({last}), {columns})}`);
  }
  const lost = await collector.report({last: '3d'});
  const {timezone, from, to} = lost;
  const [start, end] = [instantText(from, timezone), instantText(to, timezone)];
  stdout.write(`\nOf windows that end between ${start} and ${end} (${timezone}):\n${whyLostText(lost, columns)}`);
  stdout.write(`\n${campaignTable(await collector.campaignReport({}), columns)}`);
  const rows = await collector.status();
  stdout.write(`\n${statusTable(rows, collector.timezone, columns)}\n${problemLines(rows)}`);
  const {findings} = await collector.findings({last: '3d'});
  if (findings.length > 0) stdout.write(`\nFound in the last three days:\n${findingText(findings, columns)}`);
}

/** Listens on the configured port, or on any free one when another program has that. */
async function serve(config: Config, deps: ServiceDeps): Promise<Service> {
  const http = listenOptions(config.http);
  return startService(http, deps).catch((error) => {
    if (!(error instanceof CollectorError)) throw error;
    return startService({...http, port: 0}, deps);
  });
}
