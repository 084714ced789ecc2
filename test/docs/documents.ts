import {readdir, readFile, stat} from 'node:fs/promises';

export const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];

export function read(path: string): Promise<string> {
  return readFile(path, 'utf8');
}

/** The TypeScript files that lie right in a folder. */
export async function sources(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.ts')).map((name) => `${folder}/${name}`);
}

/** Texts between backticks, outside of code blocks. */
export function codeSpans(document: string): string[] {
  return [...document.replace(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)].map(([, text]) => text!);
}

export function codeBlocks(document: string): string {
  return (document.match(/```[\s\S]*?```/g) ?? []).join('\n');
}

/** Targets of links that begin so. */
export function linksTo(document: string, beginning: string): string[] {
  return [...document.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to!).filter((to) => to.startsWith(beginning));
}

/** With the permissions asked for, if any. */
export async function exists(path: string, mode = 0): Promise<boolean> {
  return stat(path).then(
    (found) => (found.mode & mode) === mode,
    () => false,
  );
}
