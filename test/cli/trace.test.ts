import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {pushProfile} from '../../src/simulator/app.js';
import {chatTrace} from '../../src/simulator/trace.js';
import {openTwoApps, type TwoApps, twoAppsKeys} from '../support/fixtures/two-apps-fixture.js';
import {eventually} from '../support/oracle/eventually.js';
import {Evidence} from '../support/oracle/leaks.js';
import {launchCollector, runCollector} from '../support/servers/collector-process.js';

const sent = Math.floor(Date.now() / 1000) - 3600;
const campaigns = [{taskId: 'spring', start: sent, size: 1000}];
const red = {sdkAppId: 101, secretKey: twoAppsKeys[0], campaigns};
const blue = {sdkAppId: 102, secretKey: twoAppsKeys[1]};
let bench: TwoApps;

beforeEach(async () => {
  bench = await openTwoApps({apps: [red, blue]});
});
afterEach(() => bench.close());

type Chain = {PushPlatform: number; Token: string; OfflinePushStat: {ChannelStat: {ErrorCode: number}}};
/** A push of the red app to one device, which the channel of that platform took or refused, and its token. */
function aPush(platform: number, code: number): {id: string; token: string} {
  const view = {profile: pushProfile(red), asOf: sent + 3600, conditions: {seed: 1}};
  const ids = Array.from({length: 2000}, (_, seq) => `${seq}_77_${sent}`);
  for (const id of ids) {
    const [chain, ...others] = chatTrace(id, view) as unknown as Chain[];
    const fits = chain!.PushPlatform === platform && chain!.OfflinePushStat.ChannelStat.ErrorCode === code;
    if (fits && others.length === 0) return {id, token: chain!.Token};
  }
  throw new Error('no such push');
}

/** Shanghai's clock. */
const clockText = (time: number) => new Date((time + 8 * 3600) * 1000).toISOString().slice(0, 19).replace('T', ' ');

test('a push is shown stage by stage, with what a refusal means; its token is not shown', async () => {
  const {id, token} = aPush(7, 10302);
  const {code, stdout, stderr} = await bench.run('trace', '--push', id, '--app', 'red');
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  expect(stdout).toMatch(
    new RegExp(
      `^Device 1: vivo; model vivo X100; system Android 14; .* token …${token.slice(-4)}; .* pushed ${clockText(sent)}$`,
      'm',
    ),
  );
  expect(stdout).toMatch(new RegExp(`^offline +channel +0 +10302 +regId invalid; .+ ${clockText(sent + 2)}$`, 'm'));
  expect(stdout).toMatch(/^Times in Asia\/Shanghai; the vendor names no zone/m);
  expect(stdout).not.toContain(token);
});

test('for machines times have an offset, that of the configuration, and a token is there only if it is asked for', async () => {
  await bench.configure({timezone: 'Europe/Berlin'});
  const {id, token} = aPush(1, 0);
  const {stdout} = await bench.run('trace', '--push', id, '--app', 'red', '--json');
  const [device] = JSON.parse(stdout);
  expect(device).toMatchObject({platform: 'apns', event: null, token: `…${token.slice(-4)}`});
  expect(device.pushedAt).toEqual({
    said: clockText(sent),
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00$/),
  });
  expect(Date.parse(device.pushedAt.at) / 1000).toBe(sent);
  expect(device.stages.map(({name}: {name: string}) => name)).toEqual(['im', 'offline', 'channel', 'device', 'click']);
  const full = await bench.run('trace', '--push', id, '--app', 'red', '--json', '--full');
  expect(JSON.parse(full.stdout)[0].token).toBe(token);
});

test('a push to many is found by its task and its user', async () => {
  const {code, stdout} = await bench.run('trace', '--task', 'spring', '--user', 'user_7', '--app', 'red', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)[0]).toMatchObject({event: 'offline', pushedAt: {said: clockText(sent)}});
});

test('a push that nobody knows is said to be unknown', async () => {
  const {code, stdout} = await bench.run('trace', '--push', '1_2_3', '--app', 'blue');
  expect([code, stdout]).toEqual([
    1,
    expect.stringMatching(/^The vendor knows nothing of this push: it remembers seven days/),
  ]);
  expect(await bench.run('trace', '--push', '1_2_3', '--app', 'blue', '--json')).toMatchObject({
    code: 1,
    stdout: '[]\n',
  });
});

test.each([
  [['--app', 'red'], '--push: name one push'],
  [['--push', '1', '--task', 't', '--user', 'u'], '--push: name one push'],
  [['--task', 't'], '--push: name one push'],
  [['--push', ''], '--push: name one push'],
  [['--push', '1_2_3'], '--app: say which of red, blue'],
  [['--push', '1_2_3', '--app', 'green'], '--app: “green” is not configured'],
])('%j is bad usage', async (args, message) => {
  const {code, stdout, stderr} = await bench.run('trace', ...args);
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  expect(stderr).toContain(message);
  expect(bench.simulator.requests).toEqual([]);
});

test('a refusal says what to do about it', async () => {
  bench.simulator.setApp(101, {errorCode: 90045});
  const {code, stderr} = await bench.run('trace', '--push', '1_2_3', '--app', 'red');
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^code 90045: .*what to do: enable or renew/)]);
});

test('the real program asks while another holds the store, and leaves no trace of the push', async () => {
  const {id, token} = aPush(2, 0);
  await bench.configure({log: {level: 'debug'}});
  const collector = launchCollector(bench.workplace.folder, ['start', '--config', 'collector.yaml']);
  await eventually(() => collector.stderr.includes('collector started'));
  const asked = await runCollector(bench.workplace.folder, [
    'trace',
    '--config',
    'collector.yaml',
    '--push',
    id,
    '--app',
    'red',
    '--full',
  ]);
  const {stdout, stderr} = await collector.stop();
  expect([asked.code, asked.stdout]).toEqual([0, expect.stringContaining(`token ${token}`)]);
  const evidence = new Evidence();
  evidence.add('output', stdout + stderr + asked.stderr);
  await evidence.addFilesOf(bench.workplace);
  expect(evidence.leaks([id, token, ...twoAppsKeys])).toEqual([]);
});
