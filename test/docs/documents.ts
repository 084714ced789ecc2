import {readdir, readFile, stat} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {documentFiles} from '../../tools/document-files.js';

/** Every Markdown file of the project, by its path from the root. */
export const documents = await documentFiles();

export function read(path: string): Promise<string> {
  return readFile(path, 'utf8');
}

/** All documents in one text. */
export async function readAll(): Promise<string> {
  return (await Promise.all(documents.map(read))).join('\n');
}

/** The TypeScript files that lie right in a folder. */
export async function sources(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.ts')).map((name) => `${folder}/${name}`);
}

/** Texts between backticks, outside of code blocks. */
export function codeSpans(document: string): string[] {
  return [...withoutBlocks(document).matchAll(/`([^`\n]+)`/g)].map(([, text]) => text!);
}

export function codeBlocks(document: string): string {
  return (document.match(/```[\s\S]*?```/g) ?? []).join('\n');
}

export interface Link {
  /** As it is written. */
  readonly to: string;
  /** From the root; the document itself for an anchor alone. */
  readonly path: string;
  readonly anchor: string | undefined;
}

/** Links and pictures that lead to something of ours. */
export function linksOf(document: string, text: string): Link[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to!).filter((to) => !/^https?:/.test(to));
  return targets.map((to) => {
    const [path, anchor] = to.split('#');
    return {to, path: path ? join(dirname(document), path) : document, anchor};
  });
}

/** The anchors of the headings, as GitHub makes them. */
export function anchorsOf(document: string): string[] {
  const headings = [...withoutBlocks(document).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!.toLowerCase());
  return headings.map((heading) => heading.replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'));
}

/** With the permissions asked for, if any. */
export async function exists(path: string, mode = 0): Promise<boolean> {
  return stat(path).then(
    (found) => (found.mode & mode) === mode,
    () => false,
  );
}

function withoutBlocks(document: string): string {
  return document.replace(/```[\s\S]*?```/g, '');
}
