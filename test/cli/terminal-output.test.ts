import {expect, test} from '@jest/globals';
import {createLog} from '../../src/cli/log.js';
import {createProgress} from '../../src/cli/progress.js';
import type {Output} from '../../src/cli/terminal.js';

/** A terminal that keeps what is written to it. */
function screen(more: Partial<Output> = {}) {
  const written: string[] = [];
  const output = {isTTY: true, columns: 40, write: (text: string) => written.push(text), ...more};
  return {output, text: () => written.join('')};
}

const config = {
  apps: [],
  log: {level: 'info'},
  influxdb: {token: undefined, password: undefined},
  http: {},
  alerts: {},
} as unknown as Parameters<typeof createLog>[0];

test.each([
  ['has colours where the terminal wants them', true],
  ['has none where NO_COLOR, FORCE_COLOR=0 or TERM=dumb forbid them', false],
])('a log on a terminal is for people, and %s', async (_, colours) => {
  const {output, text} = screen({hasColors: () => colours});
  const log = await createLog(config, output);
  log.warn({app: 'shop'}, 'window rejected');
  expect(text()).toContain('window rejected');
  expect(text().includes('\u001b[')).toBe(colours);
});

test('elsewhere a log is JSON without any colour', async () => {
  const {output, text} = screen({isTTY: false, hasColors: () => true});
  (await createLog(config, output)).warn({app: 'shop'}, 'window rejected');
  expect(JSON.parse(text())).toMatchObject({app: 'shop', msg: 'window rejected'});
});

/** What a pass of ten windows, three of them done, draws. */
async function drawn(env: NodeJS.ProcessEnv, more: Partial<Output> = {}): Promise<string> {
  const {output, text} = screen(more);
  const progress = await createProgress({stderr: output, env}, () => 1000);
  progress.meter.planned('shop', 'chat', '1h', 10);
  for (const _ of [1, 2, 3]) progress.meter.window('shop', 'chat', '1h', 'ok');
  progress.output.write('a line of the log\n');
  progress.stop();
  return text();
}

test.each([
  ['a terminal that cannot draw a line again', {TERM: 'dumb'}, {}],
  ['a pipe', {}, {isTTY: false}],
])('%s gets the lines of the log alone, without a bar', async (_, env, more) => {
  expect(await drawn(env, more)).toBe('a line of the log\n');
});

test('logs go above the bar with the colours that the terminal wants', async () => {
  const {output} = screen({hasColors: () => true});
  const progress = await createProgress({stderr: output, env: {}}, () => 1000);
  progress.stop();
  expect([progress.output.isTTY, progress.output.hasColors?.()]).toEqual([true, true]);
});
