import {readdir} from 'node:fs/promises';
import {join} from 'node:path';

/** Made by tools, or by the operator. */
const NOT_OURS = ['.git', '.cache', 'node_modules', 'dist', 'data', 'coverage', 'secrets'];

/** Every Markdown file of the project, by its path from the root. */
export async function documentFiles(folder = '.'): Promise<string[]> {
  const entries = await readdir(folder, {withFileTypes: true});
  const found = await Promise.all(
    entries
      .filter(({name}) => !NOT_OURS.includes(name))
      .map((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return documentFiles(path);
        return entry.name.endsWith('.md') ? [path] : [];
      }),
  );
  return found.flat().sort();
}
