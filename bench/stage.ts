import {heapOptions} from '../src/collector/heap.js';
import {createDatabase, startInfluxd} from '../test/support/servers/influxd.js';
import type {ApiManners, ApiRecord} from './processes/api-server.js';
import type {CollectorCost} from './processes/collector.js';
import {type Conversation, type Core, converse} from './processes/conversation.js';
import type {Cost} from './processes/cost.js';
import type {Load} from './processes/load.js';

/** The API's stand-in, raised for one figure. */
export interface Stage {
  readonly api: string;
  behave(manners: ApiManners): Promise<void>;
  record(): Promise<ApiRecord>;
}

export async function withApi<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
  const server = converse('api-server', 'servant');
  try {
    return await work({
      api: await server.ask('url'),
      behave: (manners) => server.ask('behave', manners),
      record: () => server.ask('record'),
    });
  } finally {
    await server.end();
  }
}

export type Influx = NonNullable<Load['influx']>;

/** A real InfluxDB 1.x, with empty databases as many as are wanted. */
export async function withInflux<T>(work: (newDatabase: () => Promise<Influx>) => Promise<T>): Promise<T> {
  const influxd = await startInfluxd();
  try {
    return await work(async () => ({url: influxd.url, database: (await createDatabase(influxd.url)).name}));
  } finally {
    await influxd.stop();
  }
}

type Client = 'bare-loop' | 'naive-script' | 'collector';

/**
 * What the load costs a fresh process, started as the collector wants to be with so many apps, which does a little of the same kind
 * first so that its code is warm.
 */
export function costIn<C extends Client>(
  client: C,
  load: Load,
  warmUp?: Partial<Load>,
  core?: Core,
): Promise<C extends 'collector' ? CollectorCost : Cost> {
  return within(
    client,
    async (process) => {
      if (warmUp) await process.ask('collect', {...load, ...warmUp});
      return process.ask('collect', load);
    },
    core,
    client === 'collector' ? heapOptions(load.apps, []) : [],
  );
}

export async function within<T>(
  script: string,
  work: (process: Conversation) => Promise<T>,
  core: Core = 'measured',
  nodeOptions: readonly string[] = [],
): Promise<T> {
  const process = converse(script, core, nodeOptions);
  try {
    return await work(process);
  } finally {
    await process.end();
  }
}
