import {setTimeout as sleep} from 'node:timers/promises';
import {duckDb, influx2, type TargetStore} from '../../support/fixtures/stores.js';
import {eventually} from '../../support/oracle/eventually.js';
import {dueWindows, type OracleJob} from '../../support/oracle/oracle.js';
import {type CollectorProcess, launchCollector} from '../../support/servers/collector-process.js';
import {freePort} from '../../support/servers/free-port.js';
import {type Influxd, startInfluxd} from '../../support/servers/influxd.js';
import {metricSum, served} from '../../support/servers/served.js';
import {claimOfCases, type Random} from '../cases.js';
import {type Experiment, HOUR, openExperiment, quietAge, withinAnHour} from '../experiment-fixture.js';

const jobs = (): OracleJob[] => [{step: '1h', span: 40 * HOUR, refresh: quietAge()}];
const command = ['start', '--config', 'collector.yaml'];

let influxd: Influxd;

interface Running extends CollectorProcess {
  readonly port: number;
}

interface Scene {
  readonly experiment: Experiment;
  readonly target: TargetStore;
  readonly windows: number;
  launch(): Promise<Running>;
}

/** Both work on one InfluxDB; with `suspend`, the first stands still for a while, with answers in its hands. */
async function together(
  {experiment, target, windows, launch}: Scene,
  suspend: boolean,
  random: Random,
): Promise<string[]> {
  const first = await launch();
  await sleep(random() * 600);
  const second = await launch();
  if (suspend) {
    await eventually(() => experiment.simulator.requests.length > 10 + random() * 40);
    process.kill(first.pid, 'SIGSTOP');
    await eventually(async () => ledgerLines(await target.lines()) === windows, 30_000);
    process.kill(first.pid, 'SIGCONT');
  }
  await eventually(async () => ledgerLines(await target.lines()) === windows, 30_000);
  const both = [first, second];
  const told = await eventually(async () => (await Promise.all(both.map(saysSo))).some(Boolean), 8000).catch(
    () => false,
  );
  const ends = await Promise.all(both.map((collector) => collector.stop()));
  return [
    ...(told ? [] : ['neither says that there is another']),
    ...ends.flatMap(({code, stderr}) => (code === 0 ? [] : [`ended with ${code}: ${stderr.slice(-500)}`])),
  ];
}

/** The second one finds the file locked, says so and ends; the first goes on. */
async function secondIsRefused({target, experiment, windows, launch}: Scene): Promise<string[]> {
  const first = await launch();
  await eventually(() => experiment.simulator.requests.length > 5);
  const second = await launch();
  const refused = await second.ended;
  await eventually(
    () => new Set(experiment.simulator.requests.map(({sdkAppId, start}) => `${sdkAppId} ${start}`)).size >= windows,
  );
  await sleep(1200);
  const {code} = await first.stop();
  return [
    ...(refused.code === 1 && refused.stderr.includes(String(first.pid))
      ? []
      : [`refused with ${refused.code}: ${refused.stderr}`]),
    ...(code === 0 ? [] : [`the first ended with ${code}`]),
    ...(ledgerLines(await target.lines()) === windows ? [] : ['windows are missing']),
  ];
}

async function saysSo({port}: Running): Promise<boolean> {
  return metricSum((await served(port, '/metrics')).text, 'other_collector{') > 0;
}

function ledgerLines(lines: readonly string[]): number {
  return lines.filter((line) => line.startsWith('timpush_ledger ')).length;
}

async function flaw(index: number, random: Random): Promise<string | undefined> {
  const kind = index % 3;
  const frozen = Date.now();
  const experiment = await openExperiment({apps: 2, jobs: jobs(), paceMs: 20, now: () => frozen});
  const target = await (kind === 2 ? duckDb : influx2)(influxd, experiment.workplace);
  const running: Running[] = [];
  async function launch(): Promise<Running> {
    const port = await freePort();
    await experiment.configure({...target.settings, http: {port}});
    const launched = launchCollector(experiment.workplace.folder, command);
    // The configuration is read by now; the next one gets its own port.
    if (kind !== 2 || running.length === 0) await eventually(() => served(port, '/healthz'));
    running.push(Object.assign(launched, {port}));
    return running.at(-1)!;
  }
  const windows = experiment.apps.flatMap((app) => jobs().flatMap((job) => dueWindows(app, job, frozen / 1000))).length;
  const scene = {experiment, target, windows, launch};
  try {
    const flaws = await (kind === 2 ? secondIsRefused(scene) : together(scene, kind === 1, random));
    for (const {stdout, stderr} of running) experiment.evidence.add('output', stdout + stderr);
    await experiment.evidence.addFilesOf(experiment.workplace);
    const all = [...flaws, ...experiment.flawsOf(await target.lines())];
    return all.length > 0 ? all.join('; ') : undefined;
  } finally {
    for (const collector of running) await collector.stop('SIGKILL');
    await target.close();
    await experiment.close();
  }
}

export const twoCollectors = claimOfCases({
  name: 'two-collectors',
  title: 'two collectors on one store leave it right, and one of them says so',
  count: (short) => (short ? 3 : 15),
  flaw: (index, random) => withinAnHour(() => flaw(index, random)),
  async begin() {
    influxd = await startInfluxd();
    return () => influxd.stop();
  },
});
