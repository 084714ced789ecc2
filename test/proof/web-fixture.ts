import {readFile} from 'node:fs/promises';
import {startSimulator} from '../../src/simulator/simulator.js';
import {makeWorkplace} from '../support/fixtures/workplace.js';
import {until} from '../support/oracle/until.js';
import {launchCollector} from '../support/servers/collector-process.js';
import {freePort} from '../support/servers/free-port.js';

/** No foreign page may learn this, which stands in every answer that tells something. */
export const CANARY = 'canary-shop';

/** So many that ten years of their hours are too much for anybody. */
const APPS = 100;
const KEY = 'key-of-all-shops';

/** A collector of many apps without a password, as it is by default. */
export interface Web {
  readonly url: string;
  readonly port: number;
  /** Megabytes of memory that the process takes. */
  memory(): Promise<number>;
  /** What a live page sees first. */
  snapshot(): Promise<{readonly backfill: unknown; readonly running: readonly unknown[]}>;
  close(): Promise<void>;
}

export async function openWeb(): Promise<Web> {
  const apps = Array.from({length: APPS}, (_, index) => ({sdkAppId: 1_400_000_000 + index, secretKey: KEY}));
  const simulator = await startSimulator({apps, minGapMs: 0}, {now: Date.now});
  const workplace = await makeWorkplace();
  const port = await freePort();
  await workplace.configure({
    apps: apps.map(({sdkAppId}, index) => {
      return {name: `${CANARY}-${index}`, sdkAppId, baseUrl: simulator.url, secretKeyEnv: 'KEY'};
    }),
    jobs: [
      {report: 'chat', step: '1h', schedule: '0 0 1 1 *', span: '6h', refresh: ['1s']},
      {report: 'chat', step: '1d', schedule: '0 0 1 1 *', span: '1d', refresh: ['1s']},
    ],
    timpush: {paceMs: 0},
    store: 'duckdb',
    http: {port},
    log: {level: 'error'},
  });
  // With little memory, whoever makes it keep much makes it die.
  const env = {KEY, NODE_OPTIONS: '--max-old-space-size=256'};
  const collector = launchCollector(workplace.folder, ['start', '--config', 'collector.yaml'], env);
  const url = `http://127.0.0.1:${port}`;
  const web: Web = {
    url,
    port,
    async memory() {
      const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${collector.pid}/status`, 'utf8'))!;
      return Number(kilobytes) / 1024;
    },
    snapshot: () => firstEvent(`${url}/api/live`),
    async close() {
      await collector.stop();
      await simulator.close();
      await workplace.remove();
    },
  };
  const idle = () =>
    web.snapshot().then(
      ({running}) => running.length === 0,
      () => false,
    );
  await until(idle, 60_000);
  return web;
}

async function firstEvent(url: string): Promise<{backfill: unknown; running: unknown[]}> {
  const leave = new AbortController();
  let text = '';
  for await (const chunk of (await fetch(url, {signal: leave.signal})).body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const [, event] = /^data: (.*)\n\n/m.exec(text) ?? [];
    if (event) return JSON.parse(event);
  }
  throw new Error(`the stream ended: ${text}`);
}
