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

/** The lines of a log in a format, of two that are written. */
async function lines(format: 'json' | 'pretty' | 'logfmt', more: Partial<Output> = {}): Promise<string[]> {
  const {output, text} = screen({isTTY: false, ...more});
  const log = await createLog({...config, log: {level: 'debug', format}}, output);
  log.warn({app: 'shop', calls: 3, why: 'two words', nested: {a: 'x=y', list: [1, 2]}, none: ''}, 'window rejected');
  log.error({err: new Error('a "quote"\nand a line')}, 'run failed');
  return text().trimEnd().split('\n');
}

test('a format that is chosen holds on a terminal and elsewhere', async () => {
  for (const isTTY of [true, false]) {
    expect((await lines('json', {isTTY})).map((line) => JSON.parse(line).msg)).toEqual([
      'window rejected',
      'run failed',
    ]);
    expect((await lines('logfmt', {isTTY}))[0]).toMatch(/^time=\S+Z level=warn /);
    expect((await lines('pretty', {isTTY}))[0]).toMatch(/^\[[\d:.]+\] WARN: window rejected$/);
  }
});

test('logfmt is one line each: words in quotes, what is inside by its path, breaks escaped', async () => {
  const [first, second, ...more] = await lines('logfmt');
  expect(more).toEqual([]);
  expect(first).toMatch(
    /^time=\d{4}-\d\d-\d\dT[\d:.]+Z level=warn msg="window rejected" app=shop calls=3 why="two words" nested\.a="x=y" nested\.list=\[1,2\] none=""$/,
  );
  expect(second).toContain(
    ' level=error msg="run failed" err.type=Error err.message="a \\"quote\\"\\nand a line" err.stack="',
  );
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

/** What is seen after all of that was written to a terminal: its lines, the last one being where the cursor is. */
function seen(written: string): string[] {
  const lines = [''];
  let [row, column] = [0, 0];
  for (const [part, digits = '', command] of written
    .replaceAll('\u001b', 'ESC')
    .matchAll(/ESC\[([\d;?]*)([A-Za-z])|[\s\S]/g)) {
    const line = lines[row] ?? '';
    if (command === 'G') column = Math.max(0, Number(digits || 1) - 1);
    else if (command === 'K') lines[row] = digits === '2' ? '' : line.slice(0, column);
    else if (command === 'J') lines.splice(row, lines.length, line.slice(0, column));
    else if (part === '\n') {
      [row, column] = [row + 1, 0];
      lines[row] ??= '';
    } else if (part === '\r') column = 0;
    else if (command === undefined) {
      lines[row] = line.slice(0, column).padEnd(column) + part + line.slice(column + 1);
      column += 1;
    }
  }
  return lines;
}

test('lines of the log stand whole above the bar, at once, and none is lost when it ends', async () => {
  const {output, text} = screen({columns: 80});
  const progress = await createProgress({stderr: output, env: {}}, () => 1000);
  progress.meter.planned('shop', 'chat', '1h', 10);
  const log = await createLog(config, progress.output);
  log.info({}, 'one');
  log.warn({app: 'shop'}, 'two');
  const during = seen(text());
  log.info({}, 'three');
  progress.stop();
  log.info({}, 'four');
  expect(during).toEqual([
    expect.stringMatching(/INFO.*: one$/),
    expect.stringMatching(/WARN.*: two$/),
    '    app: "shop"',
    expect.stringMatching(/^-+ \d+\/\d+ windows/),
  ]);
  expect(seen(text())).toEqual([
    expect.stringMatching(/: one$/),
    expect.stringMatching(/: two$/),
    '    app: "shop"',
    expect.stringMatching(/: three$/),
    expect.stringMatching(/: four$/),
    '',
  ]);
});

test('logs go above the bar with the colours that the terminal wants', async () => {
  const {output} = screen({hasColors: () => true});
  const progress = await createProgress({stderr: output, env: {}}, () => 1000);
  progress.stop();
  expect([progress.output.isTTY, progress.output.hasColors?.()]).toEqual([true, true]);
});
