import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {mkdir, mkdtemp, readdir, rename, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import {until} from '../oracle/until.js';

const run = promisify(execFile);
const CACHE = path.resolve('.cache/nginx');
const BINARY = 'usr/sbin/nginx';

export interface Nginx {
  stop(): Promise<void>;
}

/** Runs Debian's nginx, not installed, with one `server` block that listens on the port of 127.0.0.1. */
export async function startNginx(server: string, port: number): Promise<Nginx> {
  const binary = path.join(await debianPackage('nginx'), BINARY);
  const folder = await mkdtemp(path.join(tmpdir(), 'nginx-'));
  const file = path.join(folder, 'nginx.conf');
  await writeFile(file, configuration(server));
  const child = spawn(binary, ['-p', folder, '-c', file, '-e', 'stderr'], {stdio: ['ignore', 'ignore', 'pipe']});
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close');
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${said}`);
    return answers(port);
  }, 10_000);
  return {
    async stop() {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, {recursive: true, force: true});
    },
  };
}

/** Everything that is not ours to say stays as Debian built it. */
function configuration(server: string): string {
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`);
  return `daemon off;\nmaster_process off;\npid nginx.pid;\nevents {}\nhttp {\naccess_log off;\n${folders.join('\n')}\n${server}\n}\n`;
}

function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );
}

/** The files of a package of Debian, unpacked. Fetched once; of two who fetch at once, one keeps what the other has. */
async function debianPackage(name: string): Promise<string> {
  if (existsSync(path.join(CACHE, BINARY))) return CACHE;
  await mkdir(path.dirname(CACHE), {recursive: true});
  const folder = await mkdtemp(`${CACHE}-`);
  try {
    const download = () => run('apt-get', ['download', '-q', name], {cwd: folder});
    await download().catch(() => run('apt-get', ['update', '-q']).then(download));
    const archive = (await readdir(folder)).find((file) => file.endsWith('.deb'))!;
    await run('dpkg', ['-x', path.join(folder, archive), path.join(folder, 'files')]);
    await rename(path.join(folder, 'files'), CACHE).catch(() => undefined);
    if (!existsSync(path.join(CACHE, BINARY))) throw new Error(`${name} has no ${BINARY}`);
    return CACHE;
  } catch (cause) {
    throw new Error('nginx could not be had. This test needs Debian 12 or newer with apt and dpkg.', {cause});
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}
