import {readFile, writeFile} from 'node:fs/promises';
import {documentFiles} from './document-files.js';
import {renewAll} from './markdown.js';
import {sections} from './sections.js';

process.exitCode = await main(process.argv.includes('--check'));

/** Writes the generated sections of every document, or names the documents that differ from what the program does. */
async function main(checkOnly: boolean): Promise<number> {
  const files = await documentFiles();
  const found = new Map(await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const)));
  const stale = [...renewAll(found, sections)].filter(([file, text]) => text !== found.get(file));
  for (const [file, text] of stale) {
    if (!checkOnly) await writeFile(file, text);
    process.stdout.write(checkOnly ? `${file} differs from the program: npm run docs\n` : `wrote ${file}\n`);
  }
  return checkOnly && stale.length > 0 ? 1 : 0;
}
