import {type RedisServer, startRedis} from '../../test/support/servers/redis-server.js';
import type {Figure, Row} from '../figure.js';
import type {Core} from '../processes/conversation.js';
import {inRounds, spread} from '../rounds.js';
import {costIn, type Stage, withApi} from '../stage.js';
import {cpuPerWindow} from './cost.js';

const PACE_MS = 1250;
const VENDORS_GAP_MS = 1000;

/** A prefix for each load: of one tick there is only one. */
let prefixes = 0;
function clusterOf({url}: RedisServer, collectors = 1) {
  prefixes += 1;
  return {redisUrl: url, prefix: `bench-${process.pid}-${prefixes}`, collectors};
}

export async function withRedis<T>(work: (redis: RedisServer) => Promise<T>): Promise<T> {
  const redis = await startRedis();
  try {
    return await work(redis);
  } finally {
    await redis.stop();
  }
}

/** What turns, locks and a slot in Redis for each call cost the collector, with no database in either and one turn for each app. */
export const engine: Figure = {
  name: 'engine',
  measure: ({quick}) =>
    withRedis((redis) =>
      withApi(async ({api}) => {
        const load = {apps: 64, inFlight: 4, paceMs: 0, api, windows: quick ? 300 : 2000};
        const rounds = await inRounds(quick ? 3 : 7, async () => ({
          alone: await costIn('collector', load, {windows: 100}),
          shared: await costIn(
            'collector',
            {...load, cluster: clusterOf(redis)},
            {windows: 100, cluster: clusterOf(redis)},
          ),
        }));
        const each = spread(rounds.map(({shared}) => cpuPerWindow(shared) * 1000));
        return [
          {
            what: 'cluster: CPU per window with the engine ÷ without',
            value: spread(rounds.map(({alone, shared}) => cpuPerWindow(shared) / cpuPerWindow(alone))),
            target: {atMost: 1.25},
            note: `with it ${each.median.toFixed(0)} µs`,
          },
        ];
      }),
    ),
};

interface Team {
  readonly collectors: number;
  readonly apps: number;
  readonly windows: number;
  readonly core: Core;
}

/** From the first call to the last, as the API sees them. */
async function together({collectors, core, ...size}: Team, {api, behave, record}: Stage, redis: RedisServer) {
  const load = {...size, api, inFlight: 4, paceMs: PACE_MS, cluster: clusterOf(redis, collectors)};
  const {windows} = size;
  await behave({latencyMs: 800, minGapMs: VENDORS_GAP_MS});
  await Promise.all(Array.from({length: collectors}, () => costIn('collector', load, undefined, core)));
  const {firstAtMs, lastAtMs, refused, calls} = await record();
  return {
    efficiency: (windows * PACE_MS) / (lastAtMs - firstAtMs + PACE_MS),
    refused,
    calls: calls / (load.apps * windows),
  };
}

/** A backfill at the real pace, by one collector and by two. */
export const shared: Figure = {
  name: 'shared',
  measure: ({quick}) =>
    withRedis(async (redis) => {
      const windows = quick ? 20 : 60;
      const rows: Row[] = [];
      for (const collectors of [1, 2]) {
        const team: Team = {collectors, apps: 1000, windows, core: 'measured'};
        const rounds = await inRounds(quick ? 1 : 3, () => withApi((stage) => together(team, stage, redis)));
        rows.push(efficiencyOf(team, rounds));
      }
      return rows;
    }),
};

/** More than a process carries well. The cores are the collectors', the server's and Redis' together. */
export const sharedMultitude: Figure = {
  name: 'shared-multitude',
  measure: ({quick}) =>
    withRedis(async (redis) => {
      const team: Team = {collectors: 2, apps: 10_000, windows: quick ? 20 : 168, core: 'any'};
      const rounds = await inRounds(quick ? 1 : 3, () => withApi((stage) => together(team, stage, redis)));
      return [efficiencyOf(team, rounds)];
    }),
};

function efficiencyOf(
  {collectors, apps, windows, core}: Team,
  rounds: readonly Awaited<ReturnType<typeof together>>[],
): Row {
  const refused = rounds.reduce((sum, round) => sum + round.refused, 0);
  const cores = core === 'any' ? 'all cores' : 'one core';
  return {
    what: `cluster: backfill efficiency, ${apps} apps, ${collectors} ${collectors === 1 ? 'collector' : 'collectors'} on ${cores}: ideal ÷ wall time`,
    value: spread(rounds.map(({efficiency}) => efficiency)),
    target: {atLeast: 0.97},
    note: `${windows} windows each, ${refused} refusals, ${Math.max(...rounds.map(({calls}) => calls)).toFixed(3)} calls a window`,
  };
}

const WORK = {apps: 60, inFlight: 4, paceMs: 0};

/** Windows in a millisecond, from the first call to the last, while neither the pace nor the server is a limit. */
async function throughput(collectors: number, {api, behave, record}: Stage, redis: RedisServer, windows: number) {
  const load = {...WORK, api, windows, cluster: clusterOf(redis, collectors)};
  await behave({latencyMs: 0, minGapMs: 0});
  await Promise.all(Array.from({length: collectors}, () => costIn('collector', load)));
  const {firstAtMs, lastAtMs} = await record();
  return (load.apps * windows) / (lastAtMs - firstAtMs);
}

/** The server has a core of its own, and all collectors share another: what is lost to their sharing the work shows as less than one. */
export const scaling: Figure = {
  name: 'scaling',
  measure: ({quick}) =>
    withRedis((redis) =>
      withApi(async (stage) => {
        const windows = quick ? 300 : 2000;
        const rounds = await inRounds(quick ? 1 : 5, async () => {
          const one = await throughput(1, stage, redis, windows);
          const two = await throughput(2, stage, redis, windows);
          return [two / one, (await throughput(3, stage, redis, windows)) / one] as const;
        });
        return [2, 3].map((collectors, index) => ({
          what: `cluster: windows per second of ${collectors} collectors on one core ÷ of one on it`,
          value: spread(rounds.map((round) => round[index]!)),
          target: {atLeast: 0.85},
        }));
      }),
    ),
};
