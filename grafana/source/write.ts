import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {prometheusFiles} from '../../prometheus/source/files.js';
import {linkProblems} from './checks/link-rules.js';
import {validate} from './checks/validate.js';
import {dashboardFiles, dashboards} from './dashboards/files.js';
import {ruleFiles, ruleGroups} from './rules/files.js';
import {ruleProblems} from './rules/problems.js';

process.exitCode = await main(process.argv.includes('--check'));

async function main(checkOnly: boolean): Promise<number> {
  const problems = [
    ...dashboards.flatMap((dashboard) => validate(dashboard).map((problem) => `${dashboard.uid}: ${problem}`)),
    ...linkProblems(dashboards),
    ...ruleProblems(ruleGroups),
  ];
  if (problems.length > 0) return say(problems, 1);
  const different = await differences();
  if (checkOnly) {
    const lines = different.map(([path]) => `${path} differs from its source: npm run grafana`);
    return say(lines, lines.length > 0 ? 1 : 0);
  }
  for (const [path, content] of different) await writeFile(path, content);
  return say(
    different.map(([path]) => `wrote ${path}`),
    0,
  );
}

/** Every generated file, by its path from the root of the project. */
function generated(): [path: string, content: string][] {
  const within = (folder: string, files: ReadonlyMap<string, string>) =>
    [...files].map(([name, content]): [string, string] => [join('grafana', folder, name), content]);
  return [
    ...within('dashboards', dashboardFiles()),
    ...within(join('provisioning', 'alerting'), ruleFiles()),
    ...prometheusFiles(),
  ];
}

/** Paths and wanted contents of the files that are missing or have another content. */
async function differences(): Promise<[path: string, content: string][]> {
  const wanted = generated();
  const found = await Promise.all(wanted.map(([path]) => readFile(path, 'utf8').catch(() => undefined)));
  return wanted.filter(([, content], index) => content !== found[index]);
}

function say(lines: readonly string[], code: number): number {
  for (const line of lines) process.stdout.write(`${line}\n`);
  return code;
}
