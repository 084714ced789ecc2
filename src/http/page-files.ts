import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {pathToFileURL} from 'node:url';

/** A file that the server sends as it is. */
export interface ServedFile {
  readonly type: string;
  readonly content: Buffer;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * The page and all it is made of, by path. In the page every address is relative: it may be served under any other path, too. It
 * stands in `dist`, with the modules of the domain that it shares; uPlot and morphdom come from their own packages, and no other host is ever
 * asked.
 */
export function pageFiles(): Map<string, ServedFile> {
  const {resolve} = createRequire(import.meta.url);
  const root = new URL('dist/', pathToFileURL(resolve('timpush-collector/package.json')));
  const files = new Map<string, ServedFile>();
  const add = (address: string, url: URL | string) => {
    const type = types[path.extname(address === '/' ? '.html' : address)];
    if (type && existsSync(url)) files.set(address, {type, content: readFileSync(url)});
  };
  for (const name of readdirSync(new URL('console/', root))) add(`/console/${name}`, new URL(`console/${name}`, root));
  for (const name of [
    'console.js',
    'csv.js',
    'finding.js',
    'loss-coverage.js',
    'measurements.js',
    'numbered.js',
    'platform-labels.js',
    'rates.js',
    'why-lost.js',
  ])
    add(`/domain/${name}`, new URL(`domain/${name}`, root));
  add('/console/morphdom.js', path.join(path.dirname(resolve('morphdom/package.json')), 'dist/morphdom-esm.js'));
  add('/console/uplot.js', resolve('uplot/dist/uPlot.esm.js'));
  add('/console/uplot.css', resolve('uplot/dist/uPlot.min.css'));
  const page = files.get('/console/index.html');
  // From there its relative addresses would lead nowhere.
  files.delete('/console/index.html');
  if (page) files.set('/', {...page, content: withPreloads(page.content, [...files.keys()])});
  return files;
}

/** Without these links the page's modules would be fetched one layer after the other. */
function withPreloads(page: Buffer, addresses: readonly string[]): Buffer {
  const links = addresses
    .filter((each) => path.extname(each) === '.js')
    .map((each) => `<link rel="modulepreload" href="${each.slice(1)}" />`);
  return Buffer.from(page.toString().replace('</head>', `${links.join('')}</head>`));
}
