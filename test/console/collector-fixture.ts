import type {Page} from 'playwright-core';
import {type Simulator, startSimulator} from '../../src/simulator/simulator.js';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';
import {until} from '../support/oracle/until.js';
import {type CollectorProcess, launchCollector} from '../support/servers/collector-process.js';
import {freePort} from '../support/servers/free-port.js';

const KEY = 'key-of-the-shop';

/** A collector of one shop whose jobs hold few windows, and the API that it asks. */
export interface CollectorFixture {
  readonly url: string;
  readonly simulator: Simulator;
  collector: CollectorProcess;
  /** Starts it again where it was. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface CollectorFixtureOptions {
  /** What the configuration says the key is. */
  readonly key?: string;
  readonly password?: string;
  readonly publicUrl?: string;
  readonly paceMs?: number;
  readonly simulatorPort?: number;
}

export async function openCollectorFixture({
  key = KEY,
  password,
  publicUrl,
  paceMs = 20,
}: CollectorFixtureOptions = {}): Promise<CollectorFixture> {
  const workplace = await makeWorkplace();
  const app = {sdkAppId: 1_400_000_001, secretKey: KEY};
  const simulator = await startSimulator({apps: [app], minGapMs: 0, keepDays: 20}, {now: Date.now});
  const port = await freePort();
  await configure(workplace, simulator.url, {key, password, publicUrl, paceMs, port});
  const launch = () => launchCollector(workplace.folder, ['start', '--config', 'collector.yaml']);
  const shop = {
    url: `http://127.0.0.1:${port}`,
    simulator,
    collector: launch(),
    async restart() {
      shop.collector = launch();
      await answering(shop.url);
    },
    async close() {
      await shop.collector.stop();
      await simulator.close();
      await workplace.remove();
    },
  };
  await answering(shop.url);
  return shop;
}

interface Settings {
  readonly key: string;
  readonly password: string | undefined;
  readonly publicUrl: string | undefined;
  readonly paceMs: number;
  readonly port: number;
}

async function configure(
  workplace: Workplace,
  baseUrl: string,
  {key, password, publicUrl, paceMs, port}: Settings,
): Promise<void> {
  const secretKeyFile = await workplace.secret('shop', key);
  await workplace.configure({
    apps: [{name: 'shop', sdkAppId: 1_400_000_001, baseUrl, secretKeyFile}],
    jobs: [{report: 'chat', step: '1h', schedule: '0 0 1 1 *', span: '1d', refresh: ['10m', '1h', '6h']}],
    timpush: {paceMs},
    store: 'duckdb',
    http: {
      port,
      ...(publicUrl && {publicUrl}),
      ...(password && {passwordFile: await workplace.secret('console', password)}),
    },
    log: {level: 'warn'},
  });
}

async function answering(url: string): Promise<void> {
  await until(
    () =>
      fetch(`${url}/healthz`).then(
        ({ok}) => ok,
        () => false,
      ),
    20_000,
  );
}

/** Until the first catching up is over. */
export async function settled(page: Page): Promise<void> {
  await page.locator('#runs tbody tr').first().waitFor();
  await page.getByText('No run is at work.').waitFor();
}
