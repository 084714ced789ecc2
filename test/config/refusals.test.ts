import {expect, test} from '@jest/globals';
import {appComplaints, complaints, hourly, jobComplaints, load, shop} from './configuration.js';
import {elsewhere, inApp, inJob} from './wrong-keys.js';

test.each(inApp)('an app with %s is refused with its path', (_, keys, complaint) => {
  expect(appComplaints(keys)).toContainEqual(expect.stringContaining(complaint));
});

test.each(inJob)('a job with %s is refused with its path', (_, keys, complaint) => {
  expect(jobComplaints(keys)).toContainEqual(expect.stringContaining(complaint));
});

test.each(elsewhere)('a configuration with %s is refused with its path', (_, content, complaint) => {
  const whole = typeof content === 'string' ? `${content}\napps: []` : {apps: [shop], ...content};
  expect(complaints(whole)).toContainEqual(expect.stringContaining(`  ${complaint}`));
});

test.each([
  [':memory:', 'is no file: everything would be forgotten at every exit'],
  [':memory:push', 'is no file'],
  ['~/push.duckdb', 'begins with ~, which only a shell turns into a home folder; write the path in full'],
  ['~push/push.duckdb', 'begins with ~'],
  ['$HOME/push.duckdb', 'begins with a variable, which only a shell fills in; write the path in full'],
  [`\${HOME}/push.duckdb`, 'begins with a variable'],
  ['/var/lib/push/', 'is a folder and not a file'],
  ['md:push', 'is an address and not the path of a file on this machine'],
  ['s3://push/push.duckdb', 'is an address'],
  [' ', 'is not the path of a file'],
])('the DuckDB file %j is refused: it %s', (path, reason) => {
  const lines = complaints({apps: [shop], store: 'duckdb', duckdb: {path}});
  expect(lines).toEqual([expect.stringContaining(`  duckdb.path: ${JSON.stringify(path)} ${reason}`)]);
  expect(complaints({apps: [shop]}, {TIMPUSH_DUCKDB_PATH: path})[0]).toContain(`(from TIMPUSH_DUCKDB_PATH) ${reason}`);
});

test.each(['push.duckdb', './~push.duckdb', '/data/a$b.duckdb', 'C:/push.duckdb', 'a:b.duckdb', '../x y/ä.duckdb'])(
  'the DuckDB file %j may be',
  (path) => {
    expect(load({apps: [shop], duckdb: {path}}).duckdb.path).toBe(path);
  },
);

test.each(['~/shop_key', '$HOME/shop_key', `\${CREDENTIALS_DIRECTORY}/shop_key`])(
  'a secret in %j is refused with why it is not there',
  (secretKeyFile) => {
    const [line] = appComplaints({secretKeyEnv: undefined, secretKeyFile});
    expect(line).toMatch(
      /apps\[0\]\.secretKeyFile: the value begins with .*, which only a shell .*; write the path in full/,
    );
  },
);

test('names, SDKAppIDs and jobs that occur twice are refused', () => {
  const apps = [shop, {...shop, sdkAppId: 2}, {...shop, name: 'b'}];
  expect(complaints({apps, jobs: [hourly, {...hourly, span: '1d'}]})).toEqual([
    expect.stringContaining('apps[1].name: shop is taken by apps[0]'),
    expect.stringContaining('apps[2].sdkAppId: 1400000001 is taken by apps[0]'),
    expect.stringContaining('jobs[1].step: chat by 1h is taken by jobs[0]'),
  ]);
});

test('a report that two jobs ask for by one step is refused, in lists too', () => {
  const jobs = [
    {...hourly, report: ['chat', 'broadcast']},
    {...hourly, report: ['chat-loss', 'broadcast']},
  ];
  expect(complaints({apps: [shop], jobs})).toEqual([
    expect.stringContaining('jobs[1].step: broadcast by 1h is taken by jobs[0]'),
  ]);
});

test('a wrong variable is named beside the key', () => {
  expect(complaints({apps: [shop]}, {TIMPUSH_HTTP_PORT: '80 or so'})).toEqual([
    expect.stringContaining('http.port: "80 or so" (from TIMPUSH_HTTP_PORT) is not a whole number'),
  ]);
});

test('every problem is listed in one go, each with what would be right', () => {
  const lines = complaints({apps: [{...shop, region: 'x'}], jobs: [{...hourly, step: 'x'}], store: 'x', y: 1});
  expect(lines.map((line) => line.trim().split(':')[0])).toEqual(['y', 'store', 'apps[0].region', 'jobs[0].step']);
  expect(lines.every((line) => /; right would be: \S/.test(line))).toBe(true);
});
