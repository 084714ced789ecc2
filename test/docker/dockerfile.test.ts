import {spawnSync} from 'node:child_process';
import {access, readFile} from 'node:fs/promises';
import {expect, test} from '@jest/globals';

const dockerfile = await readFile('Dockerfile', 'utf8');
const statements = dockerfile
  .replaceAll(/^\s*#.*\n/gm, '')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter(Boolean);
const last = (word: string) => statements.findLast((statement) => statement.startsWith(`${word} `));
const ignored = (await readFile('.dockerignore', 'utf8')).split('\n').filter((line) => line && !line.startsWith('#'));

test('the image runs the collector as a user without rights, and lets it stop by SIGTERM', () => {
  expect(last('USER')).toBe('USER 1000');
  expect(last('ENTRYPOINT')).toBe('ENTRYPOINT ["node", "dist/main.js"]');
  expect(last('CMD')).toBe('CMD ["start"]');
  expect(last('STOPSIGNAL')).toBe('STOPSIGNAL SIGTERM');
});

test('whoever it runs as may write to its data, and to nothing else', () => {
  expect(statements.filter((statement) => /chown|chmod|--mode/.test(statement))).toEqual([
    'RUN mkdir --mode=1777 /data',
  ]);
  expect(statements.indexOf('RUN mkdir --mode=1777 /data')).toBeLessThan(statements.indexOf('USER 1000'));
  expect(last('VOLUME')).toBe('VOLUME /data');
});

test('the image says what it is in the words of OCI', async () => {
  const {description, license} = JSON.parse(await readFile('package.json', 'utf8'));
  const labels = last('LABEL')!;
  for (const name of ['title', 'description', 'licenses'])
    expect(labels).toMatch(new RegExp(`org\\.opencontainers\\.image\\.${name}="[^"]+"`));
  expect(labels).toContain(`licenses="${license}"`);
  expect(description).toContain(/description="([^"]+)"/.exec(labels)![1]);
});

test('the image is built from the lock file and left without development packages', () => {
  expect(statements).toContain('RUN npm ci');
  expect(dockerfile).toContain('npm prune --omit=dev');
});

const check = last('HEALTHCHECK')!;
const [, , script] = JSON.parse(check.slice(check.indexOf('['))) as string[];

/** What the image's health check asks with such a variable, and its exit code when that is answered so. */
function health(port: string | undefined, answer: string) {
  const asking = `globalThis.fetch = async (url) => { console.log(url); ${answer} };`;
  const {status, stdout} = spawnSync(process.execPath, ['-e', asking + script], {
    env: port === undefined ? {} : {TIMPUSH_HTTP_PORT: port},
    encoding: 'utf8',
  });
  return {code: status, asked: stdout.split('\n').filter(Boolean)};
}

const well = 'return {ok: true}';
const badly = 'return {ok: false}';
const nobody = 'throw new Error()';

test('the image knows whether it is healthy, with nothing but Node', () => {
  expect(check).toMatch(/CMD \["node", "-e", ".*\/healthz.*"\]$/);
  const asked = ['http://127.0.0.1:8080/healthz'];
  expect(health(undefined, well)).toEqual({code: 0, asked});
  expect(health('', badly)).toEqual({code: 1, asked});
  expect(health(undefined, nobody)).toEqual({code: 1, asked});
  expect(health('9100', well)).toEqual({code: 0, asked: ['http://127.0.0.1:9100/healthz']});
});

test('without a server the image is healthy as long as its process lives', () => {
  expect(health('0', nobody)).toEqual({code: 0, asked: []});
  expect(health('00', nobody)).toEqual({code: 0, asked: []});
});

test("Kubernetes' variable for a service called timpush-http is no port to ask", () => {
  const {asked} = health('tcp://10.0.0.1:9100', well);
  expect(asked).toEqual(['http://127.0.0.1:8080/healthz']);
});

test('no secret passes through the build', () => {
  expect(dockerfile).not.toMatch(/^(ARG|ENV).*(SECRET|TOKEN|PASSWORD|KEY)/m);
  expect(ignored[0]).toBe('*');
  expect(ignored.filter((line) => /secrets|\.env|\.git$|^!config\/\*/.test(line))).toEqual([]);
  expect(ignored).toContain('config/*');
});

test('everything that is copied from the project reaches the builder and exists', async () => {
  const copied = statements
    .filter((statement) => statement.startsWith('COPY ') && !statement.includes('--from'))
    .flatMap((statement) => statement.split(/\s+/).slice(1, -1));
  expect(copied).toContain('src');
  for (const path of copied) {
    expect(ignored).toContain(`!${path}`);
    await access(path);
  }
});
