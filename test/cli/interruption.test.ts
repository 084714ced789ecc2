import {setTimeout as sleep} from 'node:timers/promises';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {interruption} from '../../src/cli/terminal.js';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';
import {eventually} from '../support/oracle/eventually.js';
import {type CollectorProcess, launchCollector} from '../support/servers/collector-process.js';
import {launchSimulator} from '../support/servers/simulator-process.js';

/** A terminal whose user presses keys. */
function terminal(isTTY: boolean) {
  const listeners = new Map<string, () => void>();
  const [written, exits]: [string[], number[]] = [[], []];
  const output = {isTTY, write: (text: string) => written.push(text)};
  return {
    ...{written, exits},
    env: {},
    stdout: output,
    stderr: output,
    once: (name: string, listener: () => void) => listeners.set(name, listener),
    exit: (code: number) => exits.push(code),
    send(name: string) {
      const listener = listeners.get(name)!;
      listeners.delete(name);
      listener();
    },
  };
}

test('Ctrl-C is answered at once, and the second one ends the program with 130', async () => {
  const user = terminal(true);
  const stop = interruption(user);
  user.send('SIGINT');
  expect([stop.aborted, user.written]).toEqual([true, ['Ending after what is in flight; Ctrl-C again ends at once\n']]);
  // As npm does, which passes on what the program got already.
  user.send('SIGINT');
  expect(user.exits).toEqual([]);
  await sleep(250);
  user.send('SIGINT');
  expect(user.exits).toEqual([130]);
});

test('the word goes where the bar is', () => {
  const [user, above] = [terminal(true), terminal(true)];
  interruption(user, above.stderr);
  user.send('SIGINT');
  expect([user.written, above.written.length]).toEqual([[], 1]);
});

test.each(['SIGTERM', 'disconnect'])('%s is for programs, which read no words', (name) => {
  const user = terminal(true);
  const stop = interruption(user);
  user.send(name);
  expect([stop.aborted, user.written]).toEqual([true, []]);
});

test('where nobody looks, nothing is said', () => {
  const user = terminal(false);
  interruption(user);
  user.send('SIGINT');
  expect(user.written).toEqual([]);
});

let workplace: Workplace;
const running: CollectorProcess[] = [];
beforeEach(async () => {
  workplace = await makeWorkplace();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop('SIGKILL')));
  await workplace.remove();
});

test('a collector that waits for an answer ends at the second Ctrl-C', async () => {
  const simulator = await launchSimulator(workplace.folder, ['--latency', '9000']);
  const secretKeyFile = await workplace.secret('key', 'demo-key-1400000001');
  const app = {name: 'shop', sdkAppId: 1400000001, baseUrl: simulator.url, secretKeyFile};
  await workplace.configure({apps: [app], store: 'duckdb', duckdb: {path: 'push.duckdb'}, http: {port: 0}});
  const collector = launchCollector(workplace.folder, ['start', '--config', 'collector.yaml']);
  running.push(collector);
  await eventually(() => collector.stderr.includes('collector started') || undefined);
  await eventually(() => simulator.calls().length > 0 || undefined);
  process.kill(collector.pid, 'SIGINT');
  await eventually(() => collector.stderr.includes('collector stopping') || undefined);
  await sleep(250);
  process.kill(collector.pid, 'SIGINT');
  const {code, tookMs} = await collector.ended;
  expect(code).toBe(130);
  expect(tookMs).toBeLessThan(9000);
  await simulator.stop();
});
