import {readdir} from 'node:fs/promises';
import {expect, test} from '@jest/globals';
import {parse} from 'yaml';
import {anchorsOf, codeSpans, documents, exists, linksOf, read} from './documents.js';

/** Made by the operator or by the program, so that no clone has them. */
const madeLater = ['config/collector.yaml'];
const oursBegin = /^(src|test|grafana|config|docker|docs|tools|bench|\.ci|\.github)\/[\w./-]*$/;

test.each(documents)('every npm script that %s names exists', async (document) => {
  const {scripts} = JSON.parse(await read('package.json'));
  const named = [...(await read(document)).matchAll(/npm (?:run (?:--silent )?([\w:]+)|(test)\b)/g)];
  expect(named.map(([, script, test]) => script ?? test!).filter((name) => !(name in scripts))).toEqual([]);
});

test.each(documents)('every file that %s names or links to exists', async (document) => {
  const text = await read(document);
  const named = codeSpans(text).filter((path) => oursBegin.test(path) && !madeLater.includes(path));
  const linked = linksOf(document, text).map(({path}) => path);
  const found = await Promise.all([...named, ...linked].map(async (path) => [path, await exists(path)]));
  expect(found.filter(([, there]) => !there)).toEqual([]);
});

test.each(documents)('every heading that %s links to exists', async (document) => {
  const toHeadings = linksOf(document, await read(document)).filter(({anchor}) => anchor !== undefined);
  const found = await Promise.all(
    toHeadings.map(async ({to, path, anchor}) => [to, anchorsOf(await read(path)).includes(anchor!)]),
  );
  expect(found.filter(([, there]) => !there)).toEqual([]);
});

test.each([...documents, '.env.example', 'config/collector.example.yaml', 'docker-compose.yml'])(
  '%s holds no path of the machine it was written on',
  async (document) => {
    expect((await read(document)).match(/(^|[\s`"'(=])\/(home|Users|root|work|tmp)\/\S*/g)).toBeNull();
  },
);

test('the license is the one that package.json names, in full', async () => {
  const license = await read('LICENSE');
  expect(JSON.parse(await read('package.json')).license).toBe('Apache-2.0');
  expect(license).toContain('Apache License\n                           Version 2.0, January 2004');
  expect(license).toContain('END OF TERMS AND CONDITIONS');
});

test('the changelog begins with what is unreleased or the version of package.json, and every entry has a kind and a subject', async () => {
  const changelog = await read('CHANGELOG.md');
  const versions = [...changelog.matchAll(/^## (.+)$/gm)].map(([, version]) => version!);
  expect(versions.find((version) => version !== 'Unreleased')).toBe(JSON.parse(await read('package.json')).version);
  expect(versions.lastIndexOf('Unreleased')).toBeLessThan(1);
  const entries = changelog.split('\n').filter((line) => line.startsWith('- '));
  expect(entries.filter((line) => !/^- `\[(FEATURE|CHANGE|FIX)\] [a-z]+`: \S/.test(line))).toEqual([]);
});

test('every issue form has a name, a description and something to fill in', async () => {
  const folder = '.github/ISSUE_TEMPLATE';
  const forms = await Promise.all((await readdir(folder)).map(async (file) => parse(await read(`${folder}/${file}`))));
  expect(forms.length).toBeGreaterThan(1);
  for (const form of forms) {
    expect(form).toMatchObject({name: expect.any(String), description: expect.any(String)});
    expect(form.body.filter(({id}: {id?: string}) => id !== undefined).length).toBeGreaterThan(1);
  }
});

test('no line of the changelog stands there twice', async () => {
  const lines = (await read('CHANGELOG.md')).split('\n').filter((line) => line.startsWith('- '));
  const begun = lines.map((line) => line.replace(/\W*$/, ''));
  expect(begun.filter((line, index) => begun.indexOf(line) < index)).toEqual([]);
});
