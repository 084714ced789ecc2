import {writeFile} from 'node:fs/promises';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from '@jest/globals';
import {type Counts, type Simulator, startSimulator} from '../../src/simulator/simulator.js';
import {quietAges} from '../support/fixtures/quiet-ages.js';
import {duckDb, influx1} from '../support/fixtures/stores.js';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';
import {campaignLines, withoutTimes} from '../support/oracle/campaign-lines.js';
import {eventually} from '../support/oracle/eventually.js';
import {dueWindows, type OracleJob} from '../support/oracle/oracle.js';
import {type Ended, launchCollector, runCollector} from '../support/servers/collector-process.js';
import {freePort} from '../support/servers/free-port.js';
import {type Influxd, startInfluxd} from '../support/servers/influxd.js';

const campaigns = [1, 2, 3, 4, 5, 6].map((n) => ({taskId: `task-${n}`, name: `Sale ${n}`}));
/** No window becomes due while a test is at it. */
const hours: OracleJob = {step: '1h', span: 4 * 3600, refresh: quietAges(1)};
const shop = {name: 'shop', sdkAppId: 101, timezone: 'Asia/Shanghai', withoutReceipts: ['fcm']};
const unheardOf = {taskId: 'task-unheard-of', name: 'A typo'};

let influxd: Influxd;
let simulator: Simulator;
let workplace: Workplace;

beforeAll(async () => {
  influxd = await startInfluxd();
});
afterAll(() => influxd?.stop());
beforeEach(async () => {
  workplace = await makeWorkplace();
  const start = Math.floor(Date.now() / 1000 / 900) * 900;
  const sent = campaigns.map(({taskId}, n) => ({taskId, start: start - (n + 1) * 3600, size: 5000 * (n + 1)}));
  const app = {sdkAppId: 101, secretKey: 'key-of-the-shop', broadcastVolume: 50_000, campaigns: sent};
  const faults = {internal: 0.1, tooOften: 0.1, badGateway: 0.1};
  simulator = await startSimulator({apps: [app], minGapMs: 0, faults}, {now: Date.now});
});
afterEach(async () => {
  await simulator?.close();
  await workplace?.remove();
});

async function configure(store: object, more: object = {}): Promise<void> {
  await writeFile(workplace.path('campaigns.json'), JSON.stringify([...campaigns, unheardOf]));
  const secretKeyFile = await workplace.secret('shop', 'key-of-the-shop');
  await workplace.configure({
    apps: [{name: 'shop', sdkAppId: 101, baseUrl: simulator.url, secretKeyFile, campaignsFile: 'campaigns.json'}],
    jobs: [{report: 'broadcast', step: '1h', schedule: '0 0 1 1 *', span: '4h', refresh: Object.keys(hours.refresh)}],
    timpush: {paceMs: 25, retries: 8},
    http: {port: 0},
    log: {level: 'info'},
    ...store,
    ...more,
  });
}

const run = (...args: string[]): Promise<Ended> =>
  runCollector(workplace.folder, [...args, '--config', 'collector.yaml']);
const taskCalls = () => simulator.requests.filter(({taskIds, code}) => taskIds?.length && code === 0);

function expectedLines(): string[] {
  const asked = taskCalls();
  return campaigns
    .flatMap((campaign) => {
      const {taskId} = campaign;
      const {start, end, asOf} = asked.findLast(({taskIds}) => taskIds!.includes(taskId))!;
      const counts = simulator.broadcastCounts(101, {start: start!, end: end!}, asOf, taskId);
      return campaignLines(shop, campaign, {counts, firstAsked: asOf});
    })
    .sort();
}

const ofCampaigns = (lines: readonly string[]) =>
  lines.filter((line) => line.startsWith('timpush_campaign_')).map(withoutTimes);

test.each([
  ['InfluxDB 1', influx1],
  ['DuckDB', duckDb],
])(
  'after a pass into %s every campaign has what the API last answered, and a second pass asks nothing',
  async (_, open) => {
    const store = await open(influxd, workplace);
    try {
      await configure(store.settings);
      const planned = JSON.parse((await run('plan', '--json')).stdout);
      expect(planned).toMatchObject({
        calls: dueWindows(shop, hours, Date.now() / 1000).length + 2,
        plan: [{report: 'broadcast'}, {report: 'campaigns', step: 'task', calls: 2}],
      });
      const first = await run('collect', '--json');
      expect(JSON.parse(first.stdout)[1]).toMatchObject({
        report: 'campaigns',
        step: 'task',
        collected: 6,
        rejected: 1,
        left: 0,
      });
      expect(first.stderr).toContain('task-unheard-of');
      const lines = ofCampaigns(await store.lines());
      expect(lines.filter((line) => !line.includes('task-unheard-of'))).toEqual(expectedLines());
      expect(lines.filter((line) => line.includes('task-unheard-of'))).toEqual([
        expect.stringContaining('outcome=unknown'),
      ]);

      const asked = simulator.requests.length;
      expect((await run('collect')).code).toBe(0);
      expect(simulator.requests).toHaveLength(asked);
      const status = (await run('status')).stdout;
      expect(status).toMatch(/^shop +campaigns +task +0 +6 +0 +1 +0 .* ok$/m);
      expect(status).toContain('! shop campaigns task: 1 task id is unknown to the vendor (task-unheard-of); ');
      expect(JSON.parse((await run('status', '--json')).stdout).at(-1)).toMatchObject({
        report: 'campaigns',
        windows: {fresh: 6, rejected: 1},
        unknownTasks: ['task-unheard-of'],
      });
      const report = (await run('report', '--campaigns')).stdout;
      const {total, sent} = simulator.broadcastCounts(101, {start: 0, end: 4e9}, Date.now() / 1000, 'task-6')
        .total as Counts;
      expect(report).toMatch(
        new RegExp(
          `^shop +Sale 6 +task-6 .*${total.toLocaleString('en-US')} +${sent.toLocaleString('en-US')} .* still grow$`,
          'm',
        ),
      );
      expect(report).toMatch(/^shop +A typo +task-unheard-of .* the vendor does not know the task$/m);
    } finally {
      await store.close();
    }
  },
);

test('while the collector runs, a campaign that comes into the file is asked for at the next look, and a broken file does not stop it', async () => {
  const store = await influx1(influxd);
  const port = await freePort();
  try {
    await configure(store.settings, {campaigns: {schedule: '* * * * * *'}, http: {port}});
    const collector = launchCollector(workplace.folder, ['start', '--config', 'collector.yaml']);
    try {
      const known = async () =>
        (await store.lines()).filter((line) => line.startsWith('timpush_campaign_total ')).length;
      await eventually(async () => (await known()) === 7);
      const problems = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).text();
      await eventually(async () => /shop campaigns task: [^"]*task-unheard-of/.test(await problems()));
      await writeFile(workplace.path('campaigns.json'), '- {taskId: task-');
      await eventually(async () =>
        (await store.lines()).some(
          (line) => line.startsWith('timpush_run ') && line.includes('the file of campaigns cannot be used'),
        ),
      );
      await writeFile(workplace.path('campaigns.json'), JSON.stringify([{taskId: 'task-new', name: 'New'}]));
      await eventually(async () => (await known()) === 8);
    } finally {
      await collector.stop();
    }
  } finally {
    await store.close();
  }
});
