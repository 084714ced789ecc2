import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {documentFiles} from './document-files.js';
import {renewAll} from './markdown.js';
import {schemaFiles} from './schemas.js';
import {sections} from './sections.js';

process.exitCode = await main(process.argv.includes('--check'));

/** Writes the generated sections of every document, and the schemas, or names those that differ from what the program does. */
async function main(checkOnly: boolean): Promise<number> {
  const files = await documentFiles();
  const documents = new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const)),
  );
  const stale: string[] = [];
  for (const [file, text] of [...renewAll(documents, sections), ...schemaFiles()]) {
    if (text === (documents.get(file) ?? (await readFile(file, 'utf8').catch(() => undefined)))) continue;
    stale.push(file);
    if (checkOnly) continue;
    await mkdir(dirname(file), {recursive: true});
    await writeFile(file, text);
  }
  for (const file of stale)
    process.stdout.write(checkOnly ? `${file} differs from the program: npm run docs\n` : `wrote ${file}\n`);
  return checkOnly && stale.length > 0 ? 1 : 0;
}
