import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {pathWithNpm} from './debian-packages.js';

const run = promisify(execFile);

/** What npm says of the file that users install. */
export interface Packed {
  readonly filename: string;
  readonly version: string;
  readonly files: readonly {readonly path: string}[];
}

const env = () => ({...process.env, PATH: pathWithNpm(), npm_config_loglevel: 'warn'});

/** Packs the package in a folder as it is built: a second build would change the files under other tests. */
export async function pack(folder: string, destination: string): Promise<Packed> {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', destination];
  const [packed] = JSON.parse((await run('npm', args, {env: env(), cwd: folder})).stdout);
  return packed;
}

/** Installs a packed file as users do, without what only developers need. Resolves to npm's warnings. */
export async function install(file: string, home: string): Promise<string> {
  const args = ['install', '--prefix', home, '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund', file];
  return (await run('npm', args, {env: env(), cwd: home})).stderr;
}
