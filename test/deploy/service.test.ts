import {execFile} from 'node:child_process';
import {access, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import {expect, test} from '@jest/globals';

const run = promisify(execFile);
const text = await readFile('deploy/timpush-collector.service', 'utf8');

/** `Section.Key` and value of each line that is no comment. */
function entries(unit: string): [string, string][] {
  let section = '';
  return unit.split('\n').flatMap((line): [string, string][] => {
    section = /^\[(\w+)\]$/.exec(line)?.[1] ?? section;
    const [, key, value] = /^([A-Z]\w+)=(.*)$/.exec(line) ?? [];
    return key === undefined ? [] : [[`${section}.${key}`, value!]];
  });
}

const template = await readFile('deploy/timpush-collector@.service', 'utf8');
const unit = Object.fromEntries(entries(text));

test.each([text, template])('every line is a comment, a section or a key of its own', (each) => {
  expect(each.split('\n').filter((line) => !/^(#.*|\[(Unit|Service|Install)\]|[A-Z]\w+=.*|)$/.test(line))).toEqual([]);
  expect(entries(each)).toHaveLength(Object.keys(Object.fromEntries(entries(each))).length);
});

test('one of several is like the only one but for its user, its folder and its port, which is its name', () => {
  const one: Record<string, string> = Object.fromEntries(entries(template));
  const own = new Set([...Object.keys(unit), ...Object.keys(one)]);
  expect([...own].filter((key) => unit[key] !== one[key]).sort()).toEqual([
    'Service.DynamicUser',
    'Service.Environment',
    'Service.LoadCredential',
    'Service.StateDirectory',
    'Service.StateDirectoryMode',
    'Service.SupplementaryGroups',
    'Service.User',
    'Service.WorkingDirectory',
    'Unit.Description',
  ]);
  expect(one['Service.Environment']).toBe('TIMPUSH_HTTP_PORT=%i');
  const [, user] = /^# +useradd .* (\S+)$/m.exec(template)!;
  expect(one['Service.User']).toBe(user);
});

test('it works on a new machine: its user and its folder are made, secrets are handed over, what is missing is optional', () => {
  expect(unit).toMatchObject({
    'Service.DynamicUser': 'yes',
    'Service.StateDirectory': 'timpush-collector',
    'Service.WorkingDirectory': '%S/timpush-collector',
    'Service.SupplementaryGroups': 'timpush-secrets',
    'Service.LoadCredential': 'secrets:/etc/timpush-collector/secrets',
    'Service.EnvironmentFile': '-/etc/timpush-collector/environment',
    'Install.WantedBy': 'multi-user.target',
  });
});

test('its group may read the secrets, and nobody else', () => {
  expect(text).toContain('groupadd --system timpush-secrets');
  expect(text).toMatch(/install -d -m 2750 -g timpush-secrets (\S+secrets)\n/);
  expect(text).toMatch(/\(umask 027; cat >\/etc\/timpush-collector\/secrets\//);
});

test('it starts what is built, with the configuration that its comment makes', async () => {
  const [node, program, ...args] = unit['Service.ExecStart']!.split(' ');
  expect(node).toBe('/usr/bin/node');
  const {bin} = JSON.parse(await readFile('package.json', 'utf8'));
  expect(program).toBe(`/opt/timpush-collector/${bin['timpush-collector']}`);
  expect(args).toEqual(['start', '--config', '/etc/timpush-collector/collector.yaml']);
  const installed = [...text.matchAll(/^# +install -m 644 (\S+) (\S+)/gm)];
  for (const [, source] of installed) await access(source!);
  expect(installed.map(([, , target]) => target)).toContain(args.at(-1));
});

test('a reload reads the configuration again; who has ended is started again, but not after a bad configuration', () => {
  expect(unit).toMatchObject({
    'Service.ExecReload': '/bin/kill -HUP $MAINPID',
    'Service.Restart': 'always',
    'Service.RestartPreventExitStatus': '2',
  });
  expect(Number(unit['Service.TimeoutStopSec'])).toBeGreaterThan(10);
});

test('JavaScript may be compiled, and addresses be asked for', () => {
  expect(unit['Service.MemoryDenyWriteExecute']).toBeUndefined();
  expect(unit['Service.RestrictAddressFamilies']).toContain('AF_NETLINK');
});

const version = await run('systemd-analyze', ['--version']).then(
  ({stdout}) => Number(/^systemd (\d+)/.exec(stdout)![1]),
  () => 0,
);

const UNVERIFIED =
  'NOT VERIFIED by systemd-analyze, of which there is none of 250 or newer here: only the structure was looked at';
if (version < 250) process.stderr.write(`deploy/timpush-collector.service: ${UNVERIFIED}\n`);

test(version >= 250 ? 'systemd-analyze finds nothing to say' : UNVERIFIED, async () => {
  if (version < 250) return;
  const folder = await mkdtemp(path.join(tmpdir(), 'unit-'));
  try {
    const file = path.join(folder, 'timpush-collector.service');
    // Where this machine's node is; the rest of the line is not looked at.
    await writeFile(file, text.replace('/usr/bin/node', process.execPath));
    expect(await run('systemd-analyze', ['verify', '--man=no', '--recursive-errors=no', file])).toEqual({
      stdout: '',
      stderr: '',
    });
    const instance = path.join(folder, 'timpush-collector@8080.service');
    const known = template.replace('/usr/bin/node', process.execPath).replace(/^User=.*$/m, 'User=daemon');
    await writeFile(instance, known);
    expect((await run('systemd-analyze', ['verify', '--man=no', '--recursive-errors=no', instance])).stderr).toBe('');
    const broken = `${text}\nExecStrat=x\n`;
    await writeFile(file, broken);
    const {stderr} = await run('systemd-analyze', ['verify', '--man=no', '--recursive-errors=no', file]).catch(
      (error) => error,
    );
    expect(stderr).toContain("Unknown key 'ExecStrat'");
  } finally {
    await rm(folder, {recursive: true});
  }
});
