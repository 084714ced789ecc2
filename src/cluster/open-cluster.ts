import {randomBytes} from 'node:crypto';
import {hostname} from 'node:os';
import {BurstLimit} from '../domain/burst-limit.js';
import type {Cluster} from '../domain/cluster.js';
import type {Pace, PaceOptions} from '../domain/pace.js';
import type {Clock, Log} from '../domain/ports.js';
import {LaneFence} from './lane-fence.js';
import {type LaneHold, laneOf} from './lane-hold.js';
import {LanePace} from './lane-pace.js';
import type {LaneCounts} from './lane-turns.js';
import {Machines} from './machines.js';
import {keysOf} from './names.js';
import {Presence} from './presence.js';
import {commandsTo, engineTo, redisError} from './redis.js';
import {SharedBook} from './shared-book.js';
import {SharedLanes} from './shared-lanes.js';
import {slotsOf} from './slot.js';
import {TickQueue} from './tick-queue.js';
import {TurnQueue} from './turn-queue.js';
import {WantedJobs} from './wanted.js';

export interface ClusterOptions {
  readonly redisUrl: string;
  /** Of all keys. */
  readonly prefix: string;
  readonly turnMs: number;
  readonly lanes: number;
  readonly lockMs: number;
  readonly pace: PaceOptions;
}

export interface ClusterDeps {
  readonly clock: Clock;
  readonly log: Log;
}

const none: LaneCounts = {turns: 0, lost: 0, takeOvers: 0};

/** Connects by itself, now and whenever the connection is lost. */
export function openCluster({redisUrl, prefix, pace, ...options}: ClusterOptions, {clock, log}: ClusterDeps): Cluster {
  const name = [hostname(), process.pid, randomBytes(3).toString('hex')].join('-');
  const keys = keysOf(prefix);
  const connections = {commands: commandsTo(redisUrl), engine: engineTo(redisUrl)};
  const {commands, engine} = connections;
  const holds = new Map<string, LaneHold>();
  const machines = new Machines(commands, keys);
  const queues = {
    ...connections,
    prefix,
    onError: (error: Error) => log.debug({reason: error.message}, 'from the engine'),
  };
  for (const redis of [commands, engine]) redis.on('error', queues.onError);
  const ticks = new TickQueue(queues);
  const turns = new TurnQueue(queues);
  const backfills = new SharedBook(commands, keys.backfill, clock);
  const fence = new LaneFence((held) => lanes!.confirm(held), {lockMs: options.lockMs, paceMs: pace.paceMs, clock});
  let lanes: {readonly counts: LaneCounts; confirm(held: readonly LaneHold[]): Promise<void>} | undefined;
  let met: Error | undefined;
  let disconnects = 0;
  let onLook = (_waiting: number, _isAnew: boolean) => {};
  const presence = new Presence({
    name,
    machines,
    turns,
    doing: () => ({lanes: holds.size, disconnects, ...(lanes?.counts ?? none)}),
    async onLook(waiting, isAnew) {
      onLook(waiting, isAnew);
      await backfills.look();
    },
    // A server that vanished without a word leaves connections behind which look well for a quarter of an hour.
    onSilence() {
      for (const redis of [commands, engine]) if (redis.status === 'ready') redis.disconnect(true);
    },
    // What the connection met says more than what a command then meets.
    explain: (error) => redisError(redisUrl, met ?? error),
    clock,
    log,
  });
  commands.on('error', (error) => {
    met = error;
  });
  commands.on('ready', () => {
    met = undefined;
    commands.once('close', () => {
      disconnects += 1;
    });
    void presence.look();
  });
  const shared = {
    holdOf: (of: string) => holds.get(of),
    ask: slotsOf(commands, clock),
    burstLimit: new BurstLimit(pace.paceMs, clock),
    clock,
  };
  const paces = new Map<string, Pace>();
  return {
    group: `cluster:${prefix}`,
    fence,
    backfills,
    paces(app, asked) {
      const lane = laneOf(app, asked);
      const slotKey = keys.slot(app.sdkAppId, asked.command);
      const key = `${lane} ${slotKey}`;
      const own = paces.get(key) ?? new LanePace(pace, {lane, slotKey, ...shared});
      paces.set(key, own);
      return own;
    },
    get failure() {
      return presence.failure;
    },
    lanes(all, takeTurn) {
      const onTakeOver = (lane: string) =>
        machines.noteTakeOver({lane, by: name, at: Math.floor(clock.now() / 1000)}).catch(queues.onError);
      const wanted = new WantedJobs(commands, keys.wanted);
      const shared = new SharedLanes(
        all,
        takeTurn,
        {name, ...options},
        {ticks, turns, wanted, keys, holds, onTakeOver, ping: () => commands.ping(), clock, log},
      );
      lanes = shared;
      onLook = (waiting, isAnew) => {
        shared.watch(waiting);
        if (isAnew) shared.askAll();
      };
      presence.start();
      return shared;
    },
    view: () => presence.view(),
    async close() {
      await presence.stop();
      for (const redis of [commands, engine]) redis.disconnect();
    },
  };
}
