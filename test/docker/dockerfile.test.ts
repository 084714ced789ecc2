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
  expect(last('USER')).toBe('USER node');
  expect(last('ENTRYPOINT')).toBe('ENTRYPOINT ["node", "dist/main.js"]');
  expect(last('CMD')).toBe('CMD ["start"]');
  expect(last('STOPSIGNAL')).toBe('STOPSIGNAL SIGTERM');
});

test('the image is built from the lock file and left without development packages', () => {
  expect(statements).toContain('RUN npm ci');
  expect(dockerfile).toContain('npm prune --omit=dev');
});

test('the image knows whether it is healthy, with nothing but Node', () => {
  const check = last('HEALTHCHECK');
  expect(check).toMatch(/CMD \["node", "-e", ".*\/healthz.*"\]$/);
  const [, , script] = JSON.parse(check!.slice(check!.indexOf('['))) as string[];
  expect(() => new Function(script!)).not.toThrow();
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
