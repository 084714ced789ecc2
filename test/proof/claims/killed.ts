import {duckDb, influx2, type TargetStore} from '../../support/fixtures/stores.js';
import type {OracleJob} from '../../support/oracle/oracle.js';
import {launchCollector, runCollector} from '../../support/servers/collector-process.js';
import {type Influxd, startInfluxd} from '../../support/servers/influxd.js';
import {claimOfCases, type Random} from '../cases.js';
import {type Experiment, HOUR, openExperiment, quietAge, withinAnHour} from '../experiment-fixture.js';
import {duckDbMoment, influxMoment, type Moment} from '../kill-moments.js';
import {startRelay} from '../relay.js';

const reports = ['chat', 'broadcast', 'chat-loss', 'broadcast-loss'];
const KILLS = 5;
const PACE_MS = 20;
const run = ['--config', 'collector.yaml'];
/** A killed run that met no moment ends by itself; `start` never does. */
const LONGEST_MS = 6000;

/** A store for one case, and the moments it knows. */
interface Setting {
  readonly settings: object;
  readonly target: TargetStore;
  moment(random: Random): Moment;
  close(): Promise<void>;
}

let influxd: Influxd;

async function intoInflux(experiment: Experiment): Promise<Setting> {
  const target = await influx2(influxd, experiment.workplace);
  const {influxdb} = target.settings as {influxdb: {url: string}};
  const relay = await startRelay(influxdb.url);
  return {
    settings: {...target.settings, influxdb: {...influxdb, url: relay.url}},
    target,
    moment: (random) => influxMoment(random, experiment, relay),
    async close() {
      await relay.stop();
      await target.close();
    },
  };
}

async function intoDuckDb(experiment: Experiment): Promise<Setting> {
  const target = await duckDb(influxd, experiment.workplace);
  return {settings: target.settings, target, moment: (random) => duckDbMoment(random, experiment), close: target.close};
}

async function flaw(random: Random, open: (experiment: Experiment) => Promise<Setting>): Promise<string | undefined> {
  const jobs = reports.map((report): OracleJob => ({report, step: '1h', span: 12 * HOUR, refresh: quietAge()}));
  const experiment = await openExperiment({apps: 2, jobs, campaigns: 6, paceMs: PACE_MS});
  const setting = await open(experiment);
  try {
    await experiment.configure(setting.settings);
    const killed: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      shufflePlatforms(experiment, random);
      killed.push(await killOnce(experiment, setting.moment(random), random));
    }
    shufflePlatforms(experiment, random);
    const last = await runCollector(experiment.workplace.folder, ['collect', ...run]);
    experiment.evidence.add('output', last.stdout + last.stderr);
    await experiment.evidence.addFilesOf(experiment.workplace);
    const flaws = [
      ...(last.code === 0 ? [] : [`the last run ended with ${last.code}: ${last.stderr.slice(-1000)}`]),
      ...experiment.flawsOf(await setting.target.lines()),
      ...(isBurst(experiment) ? ['calls came faster than the pace'] : []),
    ];
    return flaws.length > 0 ? `${flaws.join('; ')} (killed ${killed.join(', ')})` : undefined;
  } finally {
    await setting.close();
    await experiment.close();
  }
}

/** Platforms and their codes come and go between two calls: what the database has of one that has gone must not stay. */
function shufflePlatforms(experiment: Experiment, random: Random): void {
  for (const {sdkAppId} of experiment.apps) {
    const chosen = [0, 1, 2, 3, 4, 8].filter(() => random() < 0.6);
    experiment.simulator.setApp(sdkAppId, {
      platforms: Object.fromEntries([1, ...chosen].map((platform) => [platform, 1])),
    });
  }
}

async function killOnce(experiment: Experiment, moment: Moment, random: Random): Promise<string> {
  const command = random() < 0.3 ? 'start' : 'collect';
  const collector = launchCollector(experiment.workplace.folder, [command, ...run]);
  const kill = () => void collector.stop('SIGKILL');
  const disarm = moment.arm(kill);
  const impatience = setTimeout(kill, LONGEST_MS);
  const {code, stdout, stderr} = await collector.ended;
  clearTimeout(impatience);
  disarm();
  experiment.evidence.add('output', stdout + stderr);
  if (code !== null && code > 0) throw new Error(`${command} ended with ${code}: ${stderr.slice(-1000)}`);
  return `${command} ${moment.name}${code === null ? '' : ' (not met)'}`;
}

/** A busy machine may hold up the arrival of a call so long; calls that left at the pace still make up for it. */
const HELD_UP_MS = 150;

/** The pace is that of one app and report. */
function isBurst({simulator}: Experiment): boolean {
  const lanes = new Map<string, number[]>();
  for (const {sdkAppId, command, at} of simulator.requests) {
    const lane = `${sdkAppId} ${command}`;
    lanes.set(lane, [...(lanes.get(lane) ?? []), at]);
  }
  return [...lanes.values()].some((arrivals) => {
    return arrivals.some((at, n) =>
      arrivals.slice(0, n).some((first, i) => at - first < (n - i) * PACE_MS - HELD_UP_MS),
    );
  });
}

const count = (short: boolean) => (short ? 3 : 60);

export const killedInflux = claimOfCases({
  name: 'killed-influxdb',
  title: 'killed at any moment, InfluxDB ends up with every window and campaign once, as last answered',
  count,
  weight: KILLS,
  flaw: (_, random) => withinAnHour(() => flaw(random, intoInflux)),
  async begin() {
    influxd = await startInfluxd();
    return () => influxd.stop();
  },
});

export const killedDuckDb = claimOfCases({
  name: 'killed-duckdb',
  title: 'killed at any moment, DuckDB ends up with every window and campaign once, as last answered',
  count,
  weight: KILLS,
  flaw: (_, random) => withinAnHour(() => flaw(random, intoDuckDb)),
});
