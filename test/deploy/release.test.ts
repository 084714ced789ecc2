import {access, readFile} from 'node:fs/promises';
import {expect, test} from '@jest/globals';
import {parse} from 'yaml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}

interface Job {
  readonly needs?: string;
  readonly permissions?: Record<string, string>;
  readonly steps: readonly Step[];
}

const text = await readFile('.github/workflows/release.yml', 'utf8');
const workflow = parse(text) as {
  on: unknown;
  permissions: unknown;
  jobs: Record<'test' | 'npm' | 'image', Job>;
};
const pack = JSON.parse(await readFile('package.json', 'utf8'));
const runs = (job: Job) => job.steps.flatMap(({run}) => run ?? []);
const action = (job: Job, name: string) => job.steps.find(({uses}) => uses?.startsWith(`${name}@`))?.with;

test('a tag alone releases, and nothing is published before everything holds', () => {
  expect(workflow.on).toEqual({push: {tags: ['v*.*.*']}});
  const {test, npm, image} = workflow.jobs;
  expect(runs(test)).toContain('bash .ci/run');
  expect([npm.needs, image.needs]).toEqual(['test', 'test']);
});

test('a tag that is not the version of the package is refused first', () => {
  const at = (words: string) => runs(workflow.jobs.test).findIndex((run) => run.includes(words));
  expect(at('$GITHUB_REF_NAME')).toBeGreaterThanOrEqual(0);
  expect(at('$GITHUB_REF_NAME')).toBeLessThan(at('.ci/run'));
});

test('each job may do what it is for', () => {
  expect(workflow.permissions).toEqual({contents: 'read'});
  expect(workflow.jobs.test.permissions).toBeUndefined();
  expect(workflow.jobs.npm.permissions).toEqual({contents: 'read', 'id-token': 'write'});
  expect(workflow.jobs.image.permissions).toEqual({contents: 'read', packages: 'write', 'id-token': 'write'});
});

test('no secret is kept but the one that belongs to the run', () => {
  expect([...text.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name)).toEqual(['GITHUB_TOKEN']);
});

test('every action is named with its major version', () => {
  const used = Object.values(workflow.jobs).flatMap(({steps}) => steps.flatMap(({uses}) => uses ?? []));
  expect(used.length).toBeGreaterThan(6);
  expect(used.filter((name) => !/^[a-z]+\/[a-z-]+@v\d+$/.test(name))).toEqual([]);
});

test('npm gets the package with its provenance, from the repository that it is built in', () => {
  const commands = runs(workflow.jobs.npm);
  expect(commands.at(-1)).toBe('npm publish --provenance --access public');
  expect(commands.at(-2)).toContain('repository.url=git+https://github.com/$GITHUB_REPOSITORY.git');
});

test('the image is built for both machines, with labels and a list of what is in it', () => {
  const {image} = workflow.jobs;
  expect(action(image, 'docker/build-push-action')).toMatchObject({
    platforms: 'linux/amd64,linux/arm64',
    push: true,
    sbom: true,
    provenance: 'mode=max',
    // Title, version, revision and source, as OCI calls them, are what this action makes.
    labels: expect.stringContaining('steps.meta.outputs.labels'),
    tags: expect.stringContaining('steps.meta.outputs.tags'),
  });
  expect(image.steps.find(({uses}) => uses?.startsWith('docker/metadata-action@'))).toMatchObject({id: 'meta'});
});

test('the package may be published: it is public, built before it is packed, and every dependency has one version', async () => {
  expect(pack).toMatchObject({
    license: 'Apache-2.0',
    publishConfig: {access: 'public', provenance: true},
    scripts: {prepack: 'npm run --silent build'},
  });
  expect(pack).not.toHaveProperty('private');
  expect(pack.keywords).toEqual(expect.arrayContaining(['timpush', 'prometheus', 'influxdb', 'duckdb', 'grafana']));
  for (const version of Object.values({...pack.dependencies, ...pack.devDependencies}))
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
  const named = (pack.files as string[]).filter((name) => !/^!|\*|^dist$/.test(name));
  for (const name of named) await access(name);
});
