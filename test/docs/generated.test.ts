import {expect, test} from '@jest/globals';
import {renewAll} from '../../tools/markdown.js';
import {sections} from '../../tools/sections.js';
import {documents, read} from './documents.js';

test('the generated sections of the documents say what the program does', async () => {
  const found = new Map(await Promise.all(documents.map(async (file) => [file, await read(file)] as const)));
  const stale = [...renewAll(found, sections)].filter(([file, text]) => text !== found.get(file));
  expect(stale.map(([file]) => file)).toEqual([]);
});

test('a section that nothing generates, or that has no place, is an error', () => {
  const documents = new Map([['sky.md', '<!-- generated: stars -->\n<!-- end of generated -->']]);
  expect(() => renewAll(documents, {})).toThrow('sky.md: nothing generates the section “stars”');
  expect(() => renewAll(new Map([['sky.md', '']]), {stars: () => '*'})).toThrow('stars');
  expect([...renewAll(documents, {stars: () => '*'})]).toEqual([
    ['sky.md', '<!-- generated: stars -->\n*\n<!-- end of generated -->'],
  ]);
});
