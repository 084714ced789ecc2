import {readFile, writeFile} from 'node:fs/promises';
import {renew} from './markdown.js';
import {sections} from './sections.js';

const README = 'README.md';

process.exitCode = await main(process.argv.includes('--check'));

/** Writes the generated sections of the README, or says that they differ from what the program does. */
async function main(checkOnly: boolean): Promise<number> {
  const found = await readFile(README, 'utf8');
  const wanted = renew(found, sections);
  if (found === wanted) return 0;
  if (!checkOnly) await writeFile(README, wanted);
  process.stdout.write(checkOnly ? `${README} differs from the program: npm run docs\n` : `wrote ${README}\n`);
  return checkOnly ? 1 : 0;
}
