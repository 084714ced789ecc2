import {expect, test} from '@jest/globals';
import {codeSpans, documents, exists, linksTo, read} from './documents.js';

/** Made by the operator or by the program, so that no clone has them. */
const madeLater = ['config/collector.yaml'];
const oursBegin = /^(src|test|grafana|config|docker|tools|\.ci)\/[\w./-]*$/;

test.each(documents)('every npm script that %s names exists', async (document) => {
  const {scripts} = JSON.parse(await read('package.json'));
  const named = [...(await read(document)).matchAll(/npm (?:run (?:--silent )?([\w:]+)|(test)\b)/g)];
  expect(named.map(([, script, test]) => script ?? test!).filter((name) => !(name in scripts))).toEqual([]);
});

test.each(documents)('every file that %s names or links to exists', async (document) => {
  const text = await read(document);
  const named = codeSpans(text).filter((path) => oursBegin.test(path) && !madeLater.includes(path));
  const linked = linksTo(text, '').filter((to) => !/^(#|https?:)/.test(to));
  const found = await Promise.all([...named, ...linked].map(async (path) => [path, await exists(path)]));
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

test('the changelog begins with the version of package.json, and every entry has a kind and a subject', async () => {
  const changelog = await read('CHANGELOG.md');
  expect(changelog.match(/^## (.+)$/m)![1]).toBe(JSON.parse(await read('package.json')).version);
  const entries = changelog.split('\n').filter((line) => line.startsWith('- '));
  expect(entries.filter((line) => !/^- `\[(FEATURE|CHANGE|FIX)\] [a-z]+`: \S/.test(line))).toEqual([]);
});
