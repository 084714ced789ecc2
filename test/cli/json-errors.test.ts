import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {runCommandLine} from '../../src/cli/command-line.js';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';
import {commandLine} from '../support/servers/command-line.js';
import {freePort} from '../support/servers/free-port.js';

/** Every command that prints JSON for machines. */
const commands = ['collect', 'plan', 'check', 'status', 'report'];

let bench: TwoApps;
beforeEach(async () => {
  bench = await openTwoApps();
  await bench.makeDatabase();
});
afterEach(() => bench.close());

describe.each(commands)('%s --json', (command) => {
  test('tells bad usage as JSON', async () => {
    const {code, stdout, stderr} = await bench.run(command, '--json', '--no-such-option');
    expect({code, stderr}).toEqual({code: 2, stderr: ''});
    const {error} = JSON.parse(stdout);
    expect(error).toMatchObject({
      name: 'UsageError',
      exitCode: 2,
      message: expect.stringContaining('--no-such-option'),
    });
  });

  test('tells a bad configuration as JSON, problem by problem', async () => {
    await bench.configure({store: 'sqlite', timezone: 'Mars/Base'});
    const {code, stdout, stderr} = await bench.run(command, '--json');
    expect({code, stderr}).toEqual({code: 2, stderr: ''});
    const {error} = JSON.parse(stdout);
    expect(error).toMatchObject({name: 'ConfigError', exitCode: 2});
    expect(error.problems.map(({path}: {path: string}) => path)).toEqual(['timezone', 'store']);
  });

  test('tells a store that cannot be opened as JSON', async () => {
    await bench.configure({duckdb: {path: '/proc/nowhere/push.duckdb'}});
    const {code, stdout, stderr} = await bench.run(command, '--json');
    expect({code, stderr}).toEqual({code: 1, stderr: ''});
    const told = command === 'check' ? JSON.parse(stdout)[1] : JSON.parse(stdout).error;
    expect(told.text ?? told.message).toContain('duckdb.path');
  });

  test.each([
    ['info', undefined],
    ['debug', expect.stringMatching(/\n {4}at /)],
  ])('tells a fault that nobody foresaw as JSON, with a stack only at log level debug: %s', async (level, stack) => {
    await bench.configure({log: {level}});
    const said: string[] = [];
    const write = (text: string) => {
      if (said.push(text) === 1) throw new TypeError('a fault of ours');
    };
    const terminal = {env: {}, stdout: {write}, stderr: {write: () => {}}, once: () => {}};
    const args = [command, '--json', '--config', bench.workplace.path('collector.yaml')];
    expect(await runCommandLine(args, terminal)).toBe(1);
    const {error} = JSON.parse(said.slice(1).join(''));
    expect(error).toMatchObject({name: 'TypeError', message: expect.stringContaining('a fault of ours'), exitCode: 1});
    expect(error.stack).toEqual(stack);
  });
});

test('a store that is not there is told as JSON', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  await bench.configure({store: 'influxdb', influxdb: {version: 1, url, database: 'push'}});
  const {code, stdout, stderr} = await bench.run('status', '--json');
  expect({code, stderr}).toEqual({code: 1, stderr: ''});
  expect(JSON.parse(stdout).error).toMatchObject({
    name: 'StoreUnavailableError',
    message: expect.stringContaining(url),
  });
});

test('without --json an error is prose on stderr, and stdout stays empty', async () => {
  for (const command of commands) {
    const {code, stdout, stderr} = await commandLine([command, '--config', bench.workplace.path('none.yaml')]);
    expect({code, stdout}).toEqual({code: 2, stdout: ''});
    expect(stderr).toMatch(/^The configuration .*none\.yaml cannot be used:\n {2}--config: /);
  }
});
