import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {Client} from 'undici';
import type {OperationView} from '../../src/domain/operation.js';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';
import {eventually} from '../support/oracle/eventually.js';
import {type CollectorProcess, launchCollector} from '../support/servers/collector-process.js';
import {freePort} from '../support/servers/free-port.js';
import {served} from '../support/servers/served.js';

const jobs = [{report: ['chat', 'chat-loss'], step: '1h', schedule: '0 0 1 1 *', span: '1d', refresh: ['10m']}];
let bench: TwoApps;
/** Windows of each app: the newest hour is asked for ten minutes after its end. */
let hours: number;

beforeEach(async () => {
  bench = await openTwoApps();
  await bench.configure({jobs});
  hours = new Date().getUTCMinutes() < 10 ? 23 : 24;
});
afterEach(() => bench.close());

const at = (name: string) => bench.workplace.path(name);
const manifestOf = async (name: string) => JSON.parse(await readFile(at(`${name}/manifest.json`), 'utf8'));
const sql = 'SELECT app, count(*) AS windows FROM timpush_chat_total_1h GROUP BY app ORDER BY app';
const counted = async (...args: string[]) => {
  const {stdout} = await bench.run('query', sql, '--format', 'json', ...args);
  return JSON.parse(stdout).rows as {app: string; windows: number}[];
};

describe('with nobody at work', () => {
  beforeEach(async () => {
    expect((await bench.run('collect')).code).toBe(0);
  });

  test('the manifest says what the files are and what they cover', async () => {
    const {code, stdout} = await bench.run('export', '--format', 'csv', '--out', at('out'));
    expect(code).toBe(0);
    expect(stdout).toContain('Times are in UTC.');
    const {files, windows, ...manifest} = await manifestOf('out');
    const {version: collector} = JSON.parse(await readFile('package.json', 'utf8'));
    expect(manifest).toEqual({
      ...{manifest: 1, collector, format: 'csv', timezone: 'Asia/Shanghai', asked: {}},
      exportedAt: expect.stringMatching(/^20\d\d-.*Z$/),
    });
    expect((await readdir(at('out'))).sort()).toEqual([
      'manifest.json',
      ...files.map(({file}: {file: string}) => file),
    ]);
    const of = (name: string) => files.find((each: {measurement: string}) => each.measurement === name);
    expect(of('timpush_chat_total_1h')).toMatchObject({
      points: 2 * hours,
      tags: ['app', 'sdkappid'],
      fields: {sent: 'integer'},
    });
    expect(of('timpush_check')).toBeUndefined();
    const [heading, ...rows] = (await readFile(at('out/timpush_chat_total_1h.csv'), 'utf8')).trimEnd().split('\n');
    expect({heading, rows: rows.length}).toEqual({
      heading: expect.stringMatching(/^time,app,sdkappid,total/),
      rows: 2 * hours,
    });
    expect(windows.filter(({report}: {report: string}) => report === 'chat')).toEqual(
      ['blue', 'red'].map((app) => ({
        ...{app, report: 'chat', step: '1h', ok: hours, rejected: 0},
        ...{from: of('timpush_chat_total_1h').first, to: expect.stringMatching(/:00:00Z$/)},
      })),
    );
  });

  test('it is narrowed by time, app and report, and the manifest says by what', async () => {
    await bench.run('export', '--out', at('all'));
    const {files} = await manifestOf('all');
    const {first} = files.find((each: {measurement: string}) => each.measurement === 'timpush_chat_total_1h');
    const from = new Date(Date.parse(first) + 4 * 3_600_000).toISOString().replace('.000', '');
    const narrow = ['--from', from, '--app', 'red', '--report', 'chat', '--format', 'ndjson'];
    expect(await bench.run('export', '--out', at('some'), ...narrow)).toMatchObject({code: 0, stderr: ''});
    const some = await manifestOf('some');
    expect(some.asked).toEqual({from, apps: ['red'], reports: ['chat']});
    expect(some.files.filter(({measurement}: {measurement: string}) => /loss/.test(measurement))).toEqual([]);
    expect(some.windows).toMatchObject([{app: 'red', report: 'chat', ok: hours - 4, from}]);
    expect(await counted('--from-export', at('some'))).toEqual([{app: 'red', windows: hours - 4}]);
  });

  test.each([
    [['--app', 'rde'], 'app: “rde” is neither configured nor stored, did you mean “red”?'],
    [['--report', 'chats'], '--report: “chats” is not a report'],
    [['--from', '2026-03-02', '--to', '2026-03-01'], '--from: it must lie before --to'],
    [['--format', 'xml'], "argument 'xml' is invalid"],
  ])('%j is refused, and nothing is left', async (args, reason) => {
    const {code, stderr} = await bench.run('export', '--out', at('out'), ...args);
    expect({code: code > 0, stderr}).toEqual({code: true, stderr: expect.stringContaining(reason.split(',')[0]!)});
    expect((await readdir(bench.workplace.folder)).filter((name) => name.startsWith('out'))).toEqual([]);
  });

  test('what is there is not overwritten; an empty folder is filled', async () => {
    await mkdir(at('out'));
    expect((await bench.run('export', '--out', at('out'))).code).toBe(0);
    const before = await readFile(at('out/manifest.json'), 'utf8');
    const {code, stderr} = await bench.run('export', '--out', at('out'));
    expect({code, stderr}).toEqual({
      code: 1,
      stderr: expect.stringContaining('which is not overwritten; choose another'),
    });
    expect(await readFile(at('out/manifest.json'), 'utf8')).toBe(before);
    await writeFile(at('a-file'), '');
    expect((await bench.run('export', '--out', at('a-file'))).stderr).toContain('it is no folder');
    expect((await bench.run('export', '--out', '/proc/nothing/here')).stderr).toContain('cannot be written');
  });

  test('one that is killed leaves no folder, and the next clears away what it left', async () => {
    await mkdir(at('out.partial/files'), {recursive: true});
    await writeFile(at('out.partial/files/timpush_old.csv'), 'half');
    expect((await bench.run('export', '--out', at('out'))).code).toBe(0);
    expect(existsSync(at('out/timpush_old.csv'))).toBe(false);
    expect(existsSync(at('out.partial'))).toBe(false);
  });

  test('a table, a spreadsheet and a document', async () => {
    expect((await bench.run('query', sql)).stdout).toBe(`app   windows\nblue       ${hours}\nred        ${hours}\n`);
    expect((await bench.run('query', sql, '--format', 'csv')).stdout).toBe(
      `app,windows\r\nblue,${hours}\r\nred,${hours}\r\n`,
    );
    expect(await counted()).toEqual([
      {app: 'blue', windows: hours},
      {app: 'red', windows: hours},
    ]);
  });

  test('what is cut short says so', async () => {
    const {stdout, stderr} = await bench.run('query', 'SELECT range FROM range(60000)', '--format', 'csv');
    expect(stdout.split('\r\n')).toHaveLength(50_002);
    expect(stderr).toBe('Only the first 50000 rows: there are more; LIMIT, or export\n');
  });

  test.each([
    ['DELETE FROM timpush_ledger', 'only statements that read are answered'],
    ['SELECT sent FROM timpush_ledger', 'Referenced column "sent" not found'],
    [' ', 'query: give a statement'],
    [`SELECT '${'x'.repeat(7000)}'`, 'it is longer than 6000 characters'],
  ])('%j is bad usage', async (statement, reason) => {
    const {code, stderr} = await bench.run('query', statement);
    expect({code, stderr}).toEqual({code: 2, stderr: expect.stringContaining(reason)});
  });
});

describe('while a collector holds the file', () => {
  const password = 'a-password-for-the-console';
  let running: CollectorProcess;
  let port: number;
  beforeEach(async () => {
    port = await freePort();
    await bench.configure({jobs, http: {port, passwordFile: await bench.workplace.secret('console', password)}});
    running = launchCollector(bench.workplace.folder, ['start', '--config', 'collector.yaml']);
    await eventually(async () => (await served(port, '/readyz', password)).status === 200);
    const complete = ({windows}: {windows: {missing: number}}) => windows.missing === 0;
    await eventually(async () => JSON.parse((await served(port, '/api/status', password)).text).every(complete));
  });
  afterEach(() => running.stop('SIGKILL'));

  test('export and query ask it, and import says who holds it', async () => {
    expect(await counted()).toEqual([
      {app: 'blue', windows: hours},
      {app: 'red', windows: hours},
    ]);
    const {code, stdout} = await bench.run('export', '--out', at('out'), '--app', 'red', '--json');
    const {out, ...told} = JSON.parse(stdout);
    expect({code, out}).toEqual({code: 0, out: at('out')});
    expect(told).toEqual(await manifestOf('out'));
    expect(await counted('--from-export', at('out'))).toEqual([{app: 'red', windows: hours}]);
    expect(existsSync(`${bench.database}.export`)).toBe(false);

    const again = await bench.run('export', '--out', at('out'));
    expect(again).toMatchObject({code: 1, stderr: expect.stringContaining('which is not overwritten')});
    const unknown = await bench.run('export', '--out', at('other'), '--app', 'rde');
    expect(unknown).toMatchObject({code: 1, stderr: expect.stringContaining('“rde” is neither configured nor stored')});
    const imported = await bench.run('import', at('out'));
    expect(imported).toMatchObject({code: 1, stderr: expect.stringContaining(`PID ${running.pid}`)});
  });

  test('nobody changes anything over HTTP or makes it write a file, and who has no password is told nothing', async () => {
    const question = (statement: string) => `/api/query?${new URLSearchParams({sql: statement})}`;
    expect((await served(port, question(sql))).status).toBe(401);
    const refused = await served(port, question('DROP TABLE timpush_ledger'), password);
    expect(refused).toMatchObject({status: 400, text: expect.stringContaining('only statements that read')});
    const file = await served(port, question("SELECT * FROM read_text('/etc/hostname')"), password);
    expect(file).toMatchObject({status: 400, text: expect.stringContaining('and no file')});
    expect((await served(port, '/api/query', password)).text).toContain('sql: give a statement');
    const authorization = `Basic ${Buffer.from(`x:${password}`).toString('base64')}`;
    const headers = {authorization, 'x-timpush-console': '1'};
    const options = JSON.stringify({out: at('stolen'), format: 'csv', scope: {}, version: ''});
    const url = `http://127.0.0.1:${port}/api/operation/export?${new URLSearchParams({options})}`;
    const answer = await fetch(url, {method: 'POST', headers});
    expect({status: answer.status, there: existsSync(at('stolen'))}).toEqual({status: 404, there: false});
  });

  test('an export that is not understood is refused', async () => {
    const given = [
      {out: 'relative', format: 'csv', scope: {}, version: ''},
      {out: at('x'), format: 'exe', scope: {}, version: ''},
      {out: at('x'), format: 'csv', scope: {apps: [1]}, version: ''},
      {out: at('x'), format: 'csv', scope: {from: 'now'}, version: ''},
    ];
    const client = new Client('http://localhost', {socketPath: `${bench.database}.sock`});
    const operation = async (path: string, method: 'GET' | 'POST') => {
      const {body} = await client.request({path: `/api/operation${path}`, method});
      return ((await body.json()) as {operation: OperationView}).operation;
    };
    for (const each of given) {
      const {id} = await operation(`/export?${new URLSearchParams({options: JSON.stringify(each)})}`, 'POST');
      const ended = await eventually(async () => (await operation(`?id=${id}`, 'GET')).ended);
      expect(ended).toMatchObject({error: expect.stringContaining('is not understood')});
    }
    await client.destroy();
  });

  test('exports that are asked for at once are made one after another', async () => {
    const made = await Promise.all(['one', 'two', 'three'].map((name) => bench.run('export', '--out', at(name))));
    expect(made.map(({code, stderr}) => ({code, stderr}))).toEqual(made.map(() => ({code: 0, stderr: ''})));
    expect(await counted('--from-export', at('three'))).toHaveLength(2);
  });

  test('it goes on collecting and answering when whoever asked for an export goes away', async () => {
    const args = ['dist/main.js', 'export', '--config', at('collector.yaml'), '--out', at('out')];
    const child = spawn(process.execPath, args, {stdio: 'ignore'});
    await new Promise((resolve) => setTimeout(resolve, 400));
    child.kill('SIGKILL');
    expect((await served(port, '/readyz', password)).status).toBe(200);
    expect((await bench.run('export', '--out', at('other'))).code).toBe(0);
    expect(await counted('--from-export', at('other'))).toHaveLength(2);
  });
});
