import {readFile, writeFile} from 'node:fs/promises';
import type {TargetStore} from '../support/fixtures/stores.js';
import {eventually} from '../support/oracle/eventually.js';
import {type CollectorProcess, launchCollector} from '../support/servers/collector-process.js';
import {freePort} from '../support/servers/free-port.js';
import type {RedisServer} from '../support/servers/redis-server.js';
import {served} from '../support/servers/served.js';
import type {Experiment} from './experiment-fixture.js';

/** One machine of a cluster: a process that may end and begin again. */
export interface ClusterMember {
  /** Where it calls the API, which tells its calls from those of others. */
  readonly host: string;
  readonly port: number;
  readonly process: CollectorProcess;
  /** Of all its processes. */
  readonly output: string;
  /** Begins a new process. */
  start(): Promise<void>;
}

export interface MembersOptions {
  readonly experiment: Experiment;
  readonly target: TargetStore;
  readonly redis: RedisServer;
  /** Of the configuration, beside the store and where each listens. */
  readonly settings: {readonly cluster: object};
  /** Variables of the process, by its number. */
  readonly envOf?: (index: number) => NodeJS.ProcessEnv;
}

/** The simulator listens on all addresses of the loopback; each member calls it at one of its own. */
export async function openMembers(count: number, options: MembersOptions): Promise<ClusterMember[]> {
  const members: ClusterMember[] = [];
  for (let index = 0; index < count; index += 1) members.push(await openMember(index, options));
  return members;
}

async function openMember(
  index: number,
  {experiment, target, redis, settings, envOf}: MembersOptions,
): Promise<ClusterMember> {
  const {simulator, workplace} = experiment;
  const port = await freePort();
  const host = `127.0.0.${index + 2}:${simulator.port}`;
  const cluster = {redisUrl: redis.url, ...settings.cluster};
  await experiment.configure({...target.settings, ...settings, cluster, http: {port}});
  const written = await readFile(workplace.path('collector.yaml'), 'utf8');
  const config = `member-${index}.yaml`;
  await writeFile(workplace.path(config), written.replaceAll(simulator.url, `http://${host}`));
  const processes: CollectorProcess[] = [];
  return {
    host,
    port,
    get process() {
      return processes.at(-1)!;
    },
    get output() {
      return processes.map(({stdout, stderr}) => stdout + stderr).join('');
    },
    async start() {
      processes.push(launchCollector(workplace.folder, ['start', '--config', config], envOf?.(index)));
      await eventually(() => served(port, '/healthz'), 60_000);
    },
  };
}
