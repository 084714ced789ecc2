import {type ClusterMember, openMembers} from '../../test/proof/cluster-members.js';
import {type Experiment, HOUR, openExperiment, quietAge} from '../../test/proof/experiment-fixture.js';
import {influx1} from '../../test/support/fixtures/stores.js';
import {eventually} from '../../test/support/oracle/eventually.js';
import {dueWindows, type OracleJob} from '../../test/support/oracle/oracle.js';
import {startInfluxd} from '../../test/support/servers/influxd.js';
import type {Figure} from '../figure.js';
import {spread} from '../rounds.js';
import {withRedis} from './cluster.js';

const PACE_MS = 1250;
const PATIENCE_MS = 60_000;

interface Scene {
  readonly experiment: Experiment;
  readonly members: readonly ClusterMember[];
}

/** Real programs with the defaults of `cluster`, of which one after another is killed and told to end, while all apps are in a backfill. */
export const failover: Figure = {
  name: 'failover',
  measure: ({quick}) =>
    withRedis(async (redis) => {
      const times = quick ? 2 : 6;
      const hours = quick ? 72 : 480;
      const job: OracleJob = {step: '1h', span: hours * HOUR, refresh: quietAge()};
      const influxd = await startInfluxd();
      const experiment = await openExperiment({apps: 6, jobs: [job], paceMs: PACE_MS, simulator: {host: '0.0.0.0'}});
      const target = await influx1(influxd);
      const members = await openMembers(3, {
        experiment,
        target,
        redis,
        settings: {cluster: {prefix: 'failover'}},
      });
      try {
        await Promise.all(members.map((member) => member.start()));
        const scene = {experiment, members};
        const taken: number[] = [];
        const handed: number[] = [];
        for (let round = 0; round < times; round += 1) {
          taken.push((await takenOver(scene)) / 1000);
          handed.push((await handedOver(scene)) / 1000);
        }
        const windows = experiment.apps.flatMap((app) => dueWindows(app, job, Date.now() / 1000)).length;
        await eventually(() => windowsAsked(experiment) >= windows, 2 * hours * PACE_MS);
        return [
          {
            what: 'cluster: take-over after kill -9, s until the last of its lanes is asked for again',
            value: spread(taken),
            target: {atMost: 30},
          },
          {
            what: 'cluster: hand-over after SIGTERM, s until the last of its lanes has another holder',
            value: spread(handed),
            target: {atMost: 1},
          },
          {
            what: `cluster: calls ÷ ideal calls, ${times} take-overs and as many hand-overs in a backfill of ${hours} hours of 6 apps`,
            value: spread([experiment.simulator.requests.length / windowsAsked(experiment)]),
            target: {atMost: 1.02},
          },
        ];
      } finally {
        for (const member of members) await member.process?.stop('SIGKILL');
        await target.close();
        await influxd.stop();
        await experiment.close();
      }
    }),
};

async function takenOver(scene: Scene): Promise<number> {
  const {member, lanes} = await holder(scene);
  const atMs = Date.now();
  await member.process.stop('SIGKILL');
  const since = (sdkAppId: number) =>
    scene.experiment.simulator.requests.find(
      (call) => call.sdkAppId === sdkAppId && call.clockMs > atMs && call.host !== member.host,
    );
  await eventually(() => lanes.every(({sdkAppId}) => since(sdkAppId)), PATIENCE_MS);
  await member.start();
  return Math.max(...lanes.map(({sdkAppId}) => since(sdkAppId)!.clockMs)) - atMs;
}

/** By the programs' own logs: by then what was in flight is recorded. */
async function handedOver(scene: Scene): Promise<number> {
  const {member, lanes} = await holder(scene);
  const others = scene.members.filter((other) => other !== member);
  await member.process.stop();
  const atMs = Number(/"time":(\d+)[^\n]*"msg":"collector stopping"/.exec(member.process.stderr)![1]);
  const since = (name: string) =>
    others.flatMap((other) => turnsOf(other, name)).filter((begunMs) => begunMs >= atMs)[0];
  await eventually(() => lanes.every(({name}) => since(`${name} chat`)), PATIENCE_MS);
  await member.start();
  return Math.max(...lanes.map(({name}) => since(`${name} chat`)!)) - atMs;
}

function turnsOf({output}: ClusterMember, lane: string): number[] {
  const turns = output.matchAll(/"time":(\d+)[^\n]*"lane":"([^"]+)"[^\n]*"msg":"turn begins"/g);
  return [...turns].flatMap(([, time, of]) => (of === lane ? [Number(time)] : []));
}

/** Whoever has called last for the most apps, once every app is asked for. */
async function holder({experiment, members}: Scene) {
  const {requests} = experiment.simulator;
  const from = requests.length;
  const lastOf = (sdkAppId: number) => requests.slice(from).findLast((call) => call.sdkAppId === sdkAppId);
  await eventually(() => experiment.apps.every(({sdkAppId}) => lastOf(sdkAppId)), PATIENCE_MS);
  const held = members.map((member) => {
    return {member, lanes: experiment.apps.filter(({sdkAppId}) => lastOf(sdkAppId)!.host === member.host)};
  });
  return held.sort((a, b) => b.lanes.length - a.lanes.length)[0]!;
}

function windowsAsked({simulator}: Experiment): number {
  return new Set(simulator.requests.map(({sdkAppId, start}) => `${sdkAppId} ${start}`)).size;
}
