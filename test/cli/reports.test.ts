import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {missingCertificate} from '../../src/simulator/typical-incidents.js';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';

const DAY = 86_400;
const all = ['chat', 'broadcast', 'chat-loss', 'broadcast-loss'];
const job = {report: all, step: '6h', schedule: '0 * * * *', span: '4d', refresh: ['10m', '1h']};

let bench: TwoApps;

beforeEach(async () => {
  bench = await openTwoApps();
  await bench.makeDatabase();
  await bench.configure({jobs: [job]});
});
afterEach(() => bench.close());

const askedReports = () => [...new Set(bench.simulator.requests.map(({command}) => command))];
const jsonOf = async (...command: string[]) => JSON.parse((await bench.run(...command, '--json')).stdout);

test('check asks each app for every report, one call each', async () => {
  const {code, stdout} = await bench.run('check');
  expect({code, lines: stdout.split('\n').slice(2, 4)}).toEqual({
    code: 0,
    lines: [
      'ok     app red: SDKAppID 101 is answered: chat, broadcast, chat-loss, broadcast-loss',
      'ok     app blue: SDKAppID 102 is answered: chat, broadcast, chat-loss, broadcast-loss',
    ],
  });
  expect(bench.simulator.requests).toHaveLength(8);
});

test('check asks no more of an app that refuses', async () => {
  bench.simulator.setApp(101, {errorCode: 90045});
  const {code, stdout} = await bench.run('check');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^FAILED app red: code 90045: /m);
  expect(bench.simulator.requests.filter(({sdkAppId}) => sdkAppId === 101)).toHaveLength(1);
});

test('check says which platform has no certificate, and what to do; collecting goes well', async () => {
  const now = Math.floor(Date.now() / 1000);
  bench.simulator.setIncidents([missingCertificate({sdkAppId: 101, from: now - DAY, to: now}, 6)]);
  const {code, stdout} = await bench.run('check');
  expect(code).toBe(0);
  expect(stdout).toContain(
    'warn   app red: oppo: no certificate id is set for the platform. Upload the certificate of this platform in the Chat console',
  );
  expect(stdout).not.toContain('warn   app blue');
  const findings = await jsonOf('check');
  expect(findings.filter(({warning}: {warning?: boolean}) => warning)).toMatchObject([{what: 'app red', ok: true}]);
});

test('a platform of which another code is lost has its certificate', async () => {
  const {stdout} = await bench.run('check', '--report', 'chat-loss');
  expect(stdout).not.toContain('warn');
  expect(askedReports()).toEqual(['normal_push_loss']);
});

test('plan tells the calls of every report; no report waits for another', async () => {
  const {calls, seconds, plan} = await jsonOf('plan');
  const [red] = plan as {app: string; report: string; calls: number}[];
  expect(plan.map(({report}: {report: string}) => report)).toEqual([...all, ...all]);
  expect(red!.calls).toBeGreaterThanOrEqual(15);
  expect(calls).toBeGreaterThan(7 * red!.calls);
  expect(seconds).toBe(1);
});

describe('--report narrows', () => {
  test('plan and collect', async () => {
    const plan = await jsonOf('plan', '--report', 'broadcast', 'chat-loss', '--app', 'red');
    expect(plan.plan.map(({report}: {report: string}) => report)).toEqual(['broadcast', 'chat-loss']);
    await bench.run('collect', '--report', 'broadcast-loss', '--app', 'red');
    expect(askedReports()).toEqual(['all_member_push_loss']);
  });

  test('status', async () => {
    const rows = await jsonOf('status', '--report', 'chat-loss');
    expect(rows.map(({app, report}: {app: string; report: string}) => `${app} ${report}`)).toEqual([
      'red chat-loss',
      'blue chat-loss',
    ]);
  });

  test.each(['plan', 'collect', 'check', 'status', 'report'])(
    '%s, to a report that some job collects',
    async (command) => {
      const {code, stderr} = await bench.run(command, '--report', 'sms');
      expect({code, stderr}).toEqual({
        code: 2,
        stderr: expect.stringContaining('no job collects “sms”; there are chat, broadcast'),
      });
    },
  );
});

test('a step that no job has is fetched of every report that answers for so long', async () => {
  const reports = async (step: string, ...more: string[]) =>
    (await jsonOf('plan', '--step', step, '--app', 'red', ...more)).plan.map(({report}: {report: string}) => report);
  expect(await reports('1d')).toEqual(all);
  expect(await reports('7d')).toEqual(['chat', 'broadcast']);
  expect(await reports('7d', '--report', 'broadcast')).toEqual(['broadcast']);
  const {code, stderr} = await bench.run('plan', '--step', '7d', '--report', 'chat-loss');
  expect({code, stderr}).toEqual({
    code: 2,
    stderr:
      '--step: “7d” is too long for chat-loss: after 7 days the vendor has forgotten where such a window begins\n',
  });
});

describe('collected,', () => {
  beforeEach(async () => {
    expect((await bench.run('collect')).code).toBe(0);
  });

  test('a second pass makes no call', async () => {
    const calls = bench.simulator.requests.length;
    await bench.run('collect');
    expect(bench.simulator.requests).toHaveLength(calls);
  });

  test('report shows chat, and why its pushes were lost', async () => {
    const {stdout} = await bench.run('report', '--last', '2d');
    expect(stdout).toMatch(/^Windows of 6h that end between /);
    expect(stdout).toMatch(
      /^red +apns +sent +token +410 +[\d,]+ +[+−]\d+ % +\d+\.\d % +the token is no longer active/m,
    );
    expect(stdout).toMatch(/^for +what to do\napns 410/m);
    expect(stdout).not.toContain('online');
  });

  test('report shows broadcasts by platform and event, and why they were lost', async () => {
    const {stdout} = await bench.run('report', '--last', '2d', '--report', 'broadcast');
    expect(stdout).toMatch(/^Windows of 6h, broadcast, that end between /);
    expect(stdout).toMatch(/^ +unknown online +[\d,]+ /m);
    expect(stdout).toMatch(/^red +apns offline +sent +token +410 /m);
  });

  test('report shows both, one after the other; for machines as a list', async () => {
    const {stdout} = await bench.run('report', '--last', '2d', '--report', 'broadcast', 'chat');
    expect(stdout.match(/^Windows of 6h/gm)).toHaveLength(2);
    const found = await jsonOf('report', '--last', '2d', '--report', 'broadcast', 'chat');
    expect(found.map(({report}: {report: string}) => report)).toEqual(['broadcast', 'chat']);
    expect(await jsonOf('report', '--last', '2d', '--report', 'broadcast')).toMatchObject({report: 'broadcast'});
  });

  test('what the simulator loses is what the report explains', async () => {
    const {whyLost} = await jsonOf('report', '--last', '2d');
    expect(whyLost.partial).toEqual([]);
    const shares = whyLost.explained
      .filter(({gap}: {gap: number}) => gap > 1000)
      .map(({share}: {share: number}) => share);
    expect(shares.length).toBeGreaterThan(10);
    expect(Math.min(...shares)).toBeGreaterThan(0.6);
    expect(Math.max(...shares)).toBeLessThan(1.01);
  });

  test('an app without broadcasts has counts of zero, no platform, and no losses', async () => {
    bench.simulator.setApp(102, {broadcastVolume: 0});
    await bench.run('collect', '--force');
    const {rows, whyLost} = await jsonOf('report', '--last', '2d', '--report', 'broadcast');
    const blue = rows.filter(({app}: {app: string}) => app === 'blue');
    expect(blue[0]).toMatchObject({platform: null, counts: {total: 0, sent: 0}});
    expect(blue.every(({counts}: {counts: {total: number}}) => counts.total === 0)).toBe(true);
    expect(whyLost.rows.some(({app}: {app: string}) => app === 'blue')).toBe(false);
  });

  test('status lists the codes that the dictionary does not have, so that people can report them', async () => {
    const {stdout} = await bench.run('status');
    expect(stdout).toContain('Loss codes of the last 7 days that the dictionary does not know; please report them:');
    expect(stdout).toMatch(/^red +unknown +sent +-3 +[\d,]+ +long connection lost$/m);
    const chatOnly = await bench.run('status', '--report', 'chat');
    expect(chatOnly.stdout).not.toContain('Loss codes');
  });
});
