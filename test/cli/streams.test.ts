import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, openSync} from 'node:fs';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';
import {eventually} from '../support/oracle/eventually.js';
import {freePort} from '../support/servers/free-port.js';
import {metricSum, served} from '../support/servers/served.js';

const MAIN = path.resolve('dist/main.js');
let bench: TwoApps;
let child: ChildProcess | undefined;
beforeEach(async () => {
  bench = await openTwoApps();
  await bench.makeDatabase();
});
afterEach(async () => {
  child?.kill('SIGKILL');
  child = undefined;
  await bench.close();
});

interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the program with what stands in place of its stdout; a pipe is read to its end. */
function launch(
  args: readonly string[],
  stdout: 'pipe' | number = 'pipe',
  env: NodeJS.ProcessEnv = {},
): Promise<Ending> {
  const process_ = spawn(process.execPath, [MAIN, ...args], {
    cwd: bench.workplace.folder,
    env: {PATH: process.env.PATH, TIMPUSH_CONFIG: 'collector.yaml', ...env},
    stdio: ['ignore', stdout, 'pipe'],
  });
  child = process_;
  const said = {stdout: '', stderr: ''};
  process_.stdout?.setEncoding('utf8').on('data', (text) => {
    said.stdout += text;
  });
  process_.stderr!.setEncoding('utf8').on('data', (text) => {
    said.stderr += text;
  });
  return once(process_, 'close').then(([code]) => ({code, ...said}));
}

async function onFullDisk(...args: string[]): Promise<Ending> {
  const full = openSync('/dev/full', 'w');
  try {
    return await launch(args, full);
  } finally {
    closeSync(full);
  }
}

const UNWRITTEN = 'the answer could not be written to stdout: ENOSPC: no space left on device, write';

test.each([['--help'], ['plan'], ['status'], ['report'], ['check'], ['collect']])(
  '%s fails with a sentence when its answer cannot be written',
  async (command) => {
    expect(await onFullDisk(command)).toEqual({code: 1, stdout: '', stderr: `${UNWRITTEN}\n`});
  },
);

test('for machines that sentence is JSON, on the stream that is left', async () => {
  const {code, stderr} = await onFullDisk('plan', '--json');
  expect([code, JSON.parse(stderr).error.message]).toEqual([1, UNWRITTEN]);
});

test.each([['--help'], ['plan'], ['plan', '--json'], ['status'], ['report'], ['check'], ['collect']])(
  'when its reader goes away, %s ends quietly',
  async (...args) => {
    const ended = launch(args);
    child!.stdout!.destroy();
    expect(await ended).toMatchObject({code: 0, stderr: ''});
  },
);

describe('start', () => {
  let port: number;
  let ended: Promise<Ending>;
  beforeEach(async () => {
    port = await freePort();
    // Each run writes a line of its log.
    const job = {report: 'chat', step: '6h', schedule: '* * * * * *', span: '3d', refresh: ['10m', '1h']};
    await bench.configure({http: {port}, log: {level: 'debug'}, jobs: [job]});
    ended = launch(['start']);
    await eventually(async () => (await served(port, '/healthz')).status === 200);
  });

  const runs = async () => metricSum((await served(port, '/metrics')).text, 'runs_total');

  test('goes on when the readers of what it says go away', async () => {
    child!.stderr!.destroy();
    child!.stdout!.destroy();
    const before = await runs();
    await eventually(async () => (await runs()) > before + 2);
    child!.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  test('goes on when nothing of what it says can be written', async () => {
    child!.kill('SIGTERM');
    await ended;
    const full = openSync('/dev/full', 'w');
    const muted = spawn(process.execPath, [MAIN, 'start', '--config', 'collector.yaml'], {
      cwd: bench.workplace.folder,
      stdio: ['ignore', full, full],
    });
    child = muted;
    const left = once(muted, 'close');
    closeSync(full);
    await eventually(async () => (await runs()) > 2);
    muted.kill('SIGTERM');
    expect(await left).toEqual([0, null]);
  });

  test('goes on after SIGHUP, however often, and reads the configuration again', async () => {
    const said: string[] = [];
    child!.stderr!.on('data', (text) => said.push(text));
    const told = () => said.join('').match(/configuration in force/g)?.length ?? 0;
    for (const time of [1, 2, 3]) {
      child!.kill('SIGHUP');
      await eventually(() => told() === time);
    }
    expect((await served(port, '/healthz')).status).toBe(200);
    child!.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  test('names a port that is taken, in a sentence', async () => {
    const first = child!;
    await bench.configure({http: {port}, duckdb: {path: bench.workplace.path('other.duckdb')}});
    const {code, stdout, stderr} = await launch(['start']);
    expect({code, stdout}).toEqual({code: 1, stdout: ''});
    expect(stderr).toMatch(
      new RegExp(`^Cannot listen on 127\\.0\\.0\\.1, port ${port}: port ${port} is in use; .*\n$`),
    );
    first.kill('SIGTERM');
    await ended;
  });
});

test('simulate names a port that is taken, in a sentence', async () => {
  const {code, stdout, stderr} = await launch(['simulate', '--port', String(bench.simulator.port)]);
  expect({code, stdout}).toEqual({code: 1, stdout: ''});
  expect(stderr).toMatch(/^Cannot listen on 127\.0\.0\.1, port \d+: .*; choose another with --port or --host\n$/);
});

describe('what nobody caught', () => {
  /** Throws as soon as the program has begun. */
  const faulty = (fault: string) => {
    const begun = "process.listenerCount('uncaughtException') > 0";
    const code = `const timer = setInterval(() => { if (${begun}) { clearInterval(timer); ${fault}; } }, 1);`;
    return {NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(code)}`};
  };
  const faults = [["throw new TypeError('boom')"], ["Promise.reject(new TypeError('boom'))"]] as const;

  test.each(faults)('ends the program with a sentence: %s', async (fault) => {
    const {code, stdout, stderr} = await launch(['simulate', '--port', '0'], 'pipe', faulty(fault));
    expect(code).toBe(1);
    expect(stderr).toBe('TypeError: boom; TIMPUSH_LOG_LEVEL=debug shows where that comes from\n');
    expect(stdout).not.toMatch(/^\s+at /m);
  });

  test.each(faults)('is JSON where that was asked for, with a stack at log level debug: %s', async (fault) => {
    const env = {...faulty(fault), TIMPUSH_LOG_LEVEL: 'debug'};
    const {code, stdout, stderr} = await launch(['collect', '--json'], 'pipe', env);
    expect(code).toBe(1);
    expect(JSON.parse(stdout).error).toMatchObject({name: 'TypeError', stack: expect.stringMatching(/\n {4}at /)});
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
