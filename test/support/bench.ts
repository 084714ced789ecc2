import {type Simulator, type SimulatorOptions, startSimulator} from '../../src/simulator/simulator.js';
import {commandLine, type Said} from './command-line.js';
import {makeWorkplace, type Workplace} from './workplace.js';

/** Two apps, a simulator that answers for them, an embedded store, and the commands on top. */
export interface Bench {
  readonly simulator: Simulator;
  readonly workplace: Workplace;
  readonly database: string;
  /** Writes the configuration anew; settings given replace those of the same name. */
  configure(settings?: object): Promise<void>;
  /** Runs a command with this configuration. */
  run(...args: string[]): Promise<Said>;
  close(): Promise<void>;
}

export const benchKeys = ['11aa-the-key-of-red', '22bb-the-key-of-blue'] as const;

export async function openBench(options: Partial<SimulatorOptions> = {}): Promise<Bench> {
  const workplace = await makeWorkplace();
  const simulated = benchKeys.map((secretKey, index) => ({sdkAppId: 101 + index, secretKey}));
  const simulator = await startSimulator({apps: simulated, minGapMs: 1, ...options}, {now: Date.now});
  const database = workplace.path('push.duckdb');
  const bench: Bench = {
    simulator,
    workplace,
    database,
    async configure(settings = {}) {
      const app = async (name: string, index: number) => ({
        name,
        sdkAppId: 101 + index,
        baseUrl: simulator.url,
        secretKeyFile: await workplace.secret(name, benchKeys[index]!),
      });
      await workplace.configure({
        apps: [await app('red', 0), await app('blue', 1)],
        jobs: [{report: 'chat', step: '6h', schedule: '0 * * * *', span: '3d', refresh: ['10m', '1h']}],
        timpush: {paceMs: 5, retries: 1},
        store: 'duckdb',
        duckdb: {path: database},
        http: {port: 0},
        log: {level: 'silent'},
        ...settings,
      });
    },
    run: (command, ...args) => commandLine([command!, '--config', workplace.path('collector.yaml'), ...args]),
    async close() {
      await simulator.close();
      await workplace.remove();
    },
  };
  await bench.configure();
  return bench;
}
