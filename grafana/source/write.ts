import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {dashboardFiles, dashboards} from './files.js';
import {validate} from './validate.js';

/** Where the committed files lie, seen from the root of the project. */
const FOLDER = join('grafana', 'dashboards');

process.exitCode = await main(process.argv.includes('--check'));

async function main(checkOnly: boolean): Promise<number> {
  const problems = dashboards.flatMap((dashboard) =>
    validate(dashboard).map((problem) => `${dashboard.uid}: ${problem}`),
  );
  if (problems.length > 0) return say(problems, 1);
  const different = await differences();
  if (checkOnly) {
    const lines = different.map(([name]) => `${join(FOLDER, name)} differs from its source: npm run grafana`);
    return say(lines, lines.length > 0 ? 1 : 0);
  }
  for (const [name, content] of different) await writeFile(join(FOLDER, name), content);
  return say(
    different.map(([name]) => `wrote ${join(FOLDER, name)}`),
    0,
  );
}

/** Names and wanted contents of the files that are missing or have another content. */
async function differences(): Promise<[name: string, content: string][]> {
  const wanted = [...dashboardFiles()];
  const found = await Promise.all(wanted.map(([name]) => readFile(join(FOLDER, name), 'utf8').catch(() => undefined)));
  return wanted.filter(([, content], index) => content !== found[index]);
}

function say(lines: readonly string[], code: number): number {
  for (const line of lines) process.stdout.write(`${line}\n`);
  return code;
}
