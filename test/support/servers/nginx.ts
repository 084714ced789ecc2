import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {until} from '../oracle/until.js';
import {debian} from './debian-packages.js';

export interface Nginx {
  stop(): Promise<void>;
}

/** Runs Debian's nginx, not installed, with one `server` block that listens on the port of 127.0.0.1. */
export async function startNginx(server: string, port: number): Promise<Nginx> {
  const folder = await mkdtemp(path.join(tmpdir(), 'nginx-'));
  const file = path.join(folder, 'nginx.conf');
  await writeFile(file, configuration(server));
  const child = spawn(debian.file('nginx'), ['-p', folder, '-c', file, '-e', 'stderr'], {
    env: {...process.env, LD_LIBRARY_PATH: debian.libraries('nginx')},
    stdio: ['ignore', 'ignore', 'pipe'],
  });
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
