import {setTimeout as sleep} from 'node:timers/promises';
import {duckDb, influx2, type TargetStore} from '../../support/fixtures/stores.js';
import {eventually} from '../../support/oracle/eventually.js';
import type {OracleApp, OracleJob} from '../../support/oracle/oracle.js';
import {
  type CollectorProcess,
  type Ended,
  launchCollector,
  runCollector,
} from '../../support/servers/collector-process.js';
import {type Influxd, startInfluxd} from '../../support/servers/influxd.js';
import {claimOfCases, type Random} from '../cases.js';
import {type Experiment, HOUR, openExperiment, quietAge, withinAnHour} from '../experiment-fixture.js';
import {pick} from '../mutation.js';
import {startRelay} from '../relay.js';
import {cellsFlaw, expectedSent, identityFlaw, type Sent} from '../stored-once.js';

const DAY = 24 * HOUR;
const PACE_MS = 5;
const jobs = (): OracleJob[] => {
  const refresh = quietAge();
  return [
    {step: '1h', span: 30 * HOUR, refresh},
    {step: '1d', span: 4 * DAY, refresh},
  ];
};
const zones = ['Asia/Shanghai', 'UTC', 'Asia/Kolkata', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe'];
const file = ['--config', 'collector.yaml'];

let influxd: Influxd;

/** One case: a place to work in, a store, and what has gone wrong so far. */
class Scene {
  readonly flaws: string[] = [];

  constructor(
    readonly stage: Experiment,
    readonly target: TargetStore,
    readonly jobs: readonly OracleJob[],
    readonly frozen: number,
  ) {}

  /** The configuration, with the first app in this form; a name or an SDKAppID of its own is a change of identity. */
  async configure(app: Partial<OracleApp> = {}, settings: object = {}): Promise<void> {
    const [first] = this.stage.apps as [OracleApp];
    const wanted = {...first, ...app};
    const index = this.stage.apps.findIndex(({sdkAppId}) => sdkAppId === wanted.sdkAppId);
    const secretKeyFile = await this.stage.workplace.secret(`key-${index}`, this.stage.secrets[index]!);
    const apps = [{...wanted, baseUrl: this.stage.simulator.url, secretKeyFile}];
    await this.stage.configure({...this.target.settings, ...settings, apps});
  }

  run(...args: string[]): Promise<Ended> {
    return runCollector(this.stage.workplace.folder, [...args, ...file]);
  }

  launch(): CollectorProcess {
    return launchCollector(this.stage.workplace.folder, ['start', ...file]);
  }

  /** The program at work for a while. */
  async atWork(ms: number): Promise<Ended> {
    const collector = this.launch();
    const ended = await Promise.race([collector.ended, sleep(ms)]);
    return ended ?? collector.stop();
  }

  expect(condition: boolean, flaw: string): void {
    if (!condition) this.flaws.push(flaw);
  }

  async done(ended: Ended | Promise<Ended>, what: string): Promise<Ended> {
    const {code, stdout, stderr} = await ended;
    this.expect(code === 0, `${what} ended with ${code}: ${(stderr + stdout).slice(-600)}`);
    return ended;
  }

  /** Every point of an app, as text. */
  async lines(): Promise<string[]> {
    return (await this.target.lines()).filter((line) => line.includes(' sdkappid='));
  }

  /** Points of counts and of the ledger: a run that is refused leaves none. */
  async counts(): Promise<string> {
    return (await this.lines()).filter((line) => !line.startsWith('timpush_run ')).join('\n');
  }

  /** What report says, against what the vendor would answer for the windows of the app's grid. */
  async checkReport(app: OracleApp): Promise<void> {
    for (const job of this.jobs) {
      const last = job.step === '1h' ? '24h' : '3d';
      const {stdout} = await this.done(this.run('report', '--json', '--last', last, '--step', job.step), 'report');
      const found = JSON.parse(stdout) as Sent;
      const expected = expectedSent({app, job, found, simulator: this.stage.simulator, asOf: this.frozen / 1000});
      const sent = found.rows.filter(({platform}) => platform === null).map((row) => `${row.app} ${row.counts.sent}`);
      this.expect(sent.join() === `${app.name} ${expected}`, `${job.step}: report says ${sent}, it is ${expected}`);
    }
  }
}

/** What somebody may do with a configuration that is wrong. */
const attempts: Record<string, (scene: Scene) => Promise<Ended>> = {
  collect: (scene) => scene.run('collect'),
  'collect of an uncovered span': (scene) => scene.run('collect', '--from', daysAgo(20), '--to', daysAgo(18)),
  // It ends by itself, and later on a busy machine.
  start: (scene) => scene.atWork(20_000),
  check: (scene) => scene.run('check'),
};

function daysAgo(days: number): string {
  return new Date(Date.now() - days * DAY * 1000).toISOString().slice(0, 10);
}

/** The app is given another name or SDKAppID: nothing of it is written, and what the refusal advises makes it good. */
async function changedIdentity(scene: Scene, random: Random, changed: Partial<OracleApp>): Promise<void> {
  const [first] = scene.stage.apps as [OracleApp];
  await scene.configure();
  await scene.done(scene.run('collect'), 'the first collect');
  const before = await scene.counts();
  await scene.configure(changed);
  for (let times = 1 + Math.floor(random() * 3); times > 0; times--) {
    const name = pick(random, Object.keys(attempts));
    const {code, stdout, stderr} = await attempts[name]!(scene);
    scene.expect(code === 1, `${name} ended with ${code}`);
    scene.expect(
      /timpush-collector forget --app/.test(stdout + stderr),
      `${name} names no command: ${stdout}${stderr}`,
    );
  }
  scene.expect((await scene.counts()) === before, 'points were written all the same');
  if (random() < 0.3) await scene.configure();
  else {
    const [, advice] = /timpush-collector (forget [\w .-]+?) \(/.exec((await scene.run('check')).stdout) ?? [];
    await scene.done(scene.run(...(advice ?? 'forget').split(' ')), 'the dry run');
    scene.expect((await scene.counts()) === before, 'the dry run changed something');
    await scene.done(scene.run(...(advice ?? 'forget').split(' '), '--yes'), String(advice));
    Object.assign(first, changed);
  }
  const asked = scene.stage.simulator.requests.length;
  await scene.done(scene.run('collect'), 'the last collect');
  const renamed = changed.sdkAppId === undefined;
  scene.expect(!renamed || scene.stage.simulator.requests.length === asked, 'what was renamed was asked for again');
  await scene.checkReport(first);
}

/** The app's days are cut elsewhere, more than once: sums count one grid, and the other one can be removed. */
async function changedZone(scene: Scene, random: Random): Promise<void> {
  const [first] = scene.stage.apps as [OracleApp];
  let app = first;
  for (let changes = 2 + Math.floor(random() * 2); changes > 0; changes--) {
    app = {...first, timezone: pick(random, zones)};
    await scene.configure(app);
    await scene.done(scene.run('collect'), `collect in ${app.timezone}`);
    await scene.checkReport(app);
  }
  const foreign = cellsFlaw(await scene.lines(), app, scene.jobs) !== undefined;
  const checked = await scene.run('check');
  scene.expect(/^FAILED grid: /m.test(checked.stdout) === foreign, `check says: ${checked.stdout}`);
  await scene.done(scene.run('forget', '--grid', '--yes'), 'forget --grid');
  const left = cellsFlaw(await scene.lines(), app, scene.jobs);
  scene.expect(left === undefined, String(left));
  await scene.done(scene.run('check'), 'check');
  const {stdout} = await scene.done(scene.run('collect', '--json'), 'the last collect');
  const runs = JSON.parse(stdout) as {calls: number}[];
  scene.expect(
    runs.every(({calls}) => calls === 0),
    'what was removed was not foreign',
  );
  await scene.checkReport(app);
}

/** The database is away when it starts, and knows the app under another name when it comes back: it has done so before, or does so since. */
async function storeAway(scene: Scene, random: Random): Promise<void> {
  const [first] = scene.stage.apps as [OracleApp];
  const {influxdb} = scene.target.settings as {influxdb: {url: string}};
  const relay = await startRelay(influxdb.url);
  const other = {name: 'another-name'};
  const since = random() < 0.5;
  try {
    await scene.configure(since ? other : {});
    await scene.done(scene.run('collect'), 'the first collect');
    await scene.configure(other, {influxdb: {...influxdb, url: relay.url}});
    relay.watch(() => 'drop');
    const collector = scene.launch();
    await eventually(() => /store not reachable yet/.test(collector.stderr + collector.stdout));
    if (since) {
      await scene.configure(other);
      await scene.done(scene.run('forget', '--app', other.name, '--rename', first.name, '--yes'), 'the renaming');
    }
    const stored = await scene.counts();
    relay.watch(() => undefined);
    await eventually(() => /the database knows SDKAppID/.test(collector.stderr + collector.stdout), 40_000);
    await sleep(1500 * random());
    await scene.done(collector.stop(), 'start');
    scene.expect((await scene.counts()) === stored, 'points were written under the other name');
    await scene.configure();
    await scene.done(scene.run('collect'), 'the last collect');
    await scene.checkReport(first);
  } finally {
    await relay.stop();
  }
}

/** Two configurations that take turns, or begin at once; who began first stays, and what both began is taken back by the command named. */
async function alternating(scene: Scene, random: Random): Promise<void> {
  const [first, second] = scene.stage.apps as [OracleApp, OracleApp];
  const forms = [{}, random() < 0.5 ? {name: 'another-name'} : {sdkAppId: second.sdkAppId}];
  const atOnce = 'influxdb' in scene.target.settings && random() < 0.4;
  if (atOnce) {
    const running: Promise<Ended>[] = [];
    for (const form of forms) {
      await scene.configure(form);
      const collector = scene.launch();
      // The first may have stored something by then: the second is refused, and ends.
      await eventually(() => /collector started|the database knows/.test(collector.stderr + collector.stdout));
      running.push(sleep(2000).then(() => collector.stop()));
    }
    await Promise.all(running);
  }
  for (let turns = 4; turns > 0; turns--) {
    await scene.configure(pick(random, forms));
    await pick(random, [attempts.collect!, attempts.start!])(scene);
  }
  // The first is the one that is kept.
  await scene.configure();
  for (let tries = 2; tries > 0; tries--) {
    const [, advice] = /timpush-collector (forget [\w .-]+?) \(/.exec((await scene.run('check')).stdout) ?? [];
    if (advice) await scene.done(scene.run(...advice.split(' '), '--yes'), advice);
  }
  await scene.done(scene.run('collect'), 'the last collect');
  await scene.checkReport(first);
}

const kinds: readonly [string, (scene: Scene, random: Random) => Promise<void>][] = [
  ['a new name', (scene, random) => changedIdentity(scene, random, {name: 'another-name'})],
  ['a new SDKAppID', (scene, random) => changedIdentity(scene, random, {sdkAppId: scene.stage.apps[1]!.sdkAppId})],
  ['a new zone', changedZone],
  ['the store away', storeAway],
  ['two configurations', alternating],
];

async function flaw(index: number, random: Random): Promise<string | undefined> {
  const [name, play] = kinds[index % kinds.length]!;
  const frozen = Date.now();
  const open = name === 'the store away' || random() < 0.5 ? influx2 : duckDb;
  const tried = jobs();
  const stage = await openExperiment({apps: 2, jobs: tried, paceMs: PACE_MS, now: () => frozen, remember: false});
  const target = await open(influxd, stage.workplace);
  const scene = new Scene(stage, target, tried, frozen);
  try {
    await play(scene, random);
    const twice = identityFlaw(await scene.lines());
    const all = [...scene.flaws, ...(twice ? [twice] : []), ...stage.evidence.leaks(stage.secrets)];
    return all.length > 0 ? `${name}, ${open.name}: ${all.join('; ')}` : undefined;
  } finally {
    await target.close();
    await stage.close();
  }
}

export const identity = claimOfCases({
  name: 'identity',
  title: 'whatever changes of names, SDKAppIDs and zones: no second series, and nothing is counted twice',
  count: (short) => (short ? 1 : 8) * kinds.length,
  flaw: (index, random) => withinAnHour(() => flaw(index, random)),
  async begin() {
    influxd = await startInfluxd();
    return () => influxd.stop();
  },
});
