import type {Redis} from 'ioredis';
import type {HeldLane, MachineView, TakeOver} from '../domain/cluster-view.js';

/** Who does not say anything for so long is gone. */
const GONE_MS = 15_000;
const TAKE_OVERS = 50;

type Told = Omit<MachineView, 'isThis'>;

interface MachinesKeys {
  readonly machines: string;
  readonly machine: (name: string) => string;
  readonly takeOvers: string;
  readonly known: string;
}

/** Who works on the same lanes, as each says of itself. */
export class Machines {
  constructor(
    private readonly redis: Redis,
    private readonly keys: MachinesKeys,
  ) {}

  async tell(machine: Told): Promise<void> {
    await this.redis.sadd(this.keys.machines, machine.name);
    await this.redis.set(this.keys.machine(machine.name), JSON.stringify(machine), 'PX', GONE_MS);
  }

  /** Whether this machine is the first to come to a Redis that knows nothing; the next time it is not. */
  async isFirst(): Promise<boolean> {
    return (await this.redis.set(this.keys.known, '1', 'NX')) === 'OK';
  }

  async leave(name: string): Promise<void> {
    await this.redis.del(this.keys.machine(name));
    await this.redis.srem(this.keys.machines, name);
  }

  async all(own: string): Promise<MachineView[]> {
    const names = (await this.redis.smembers(this.keys.machines)).sort();
    if (names.length === 0) return [];
    const told = await this.redis.mget(names.map((name) => this.keys.machine(name)));
    const gone = names.filter((_, index) => told[index] == null);
    if (gone.length > 0) await this.redis.srem(this.keys.machines, ...gone);
    return told
      .flatMap((text) => (text == null ? [] : [JSON.parse(text) as Told]))
      .map((machine) => {
        return {...machine, isThis: machine.name === own};
      });
  }

  async noteTakeOver(takeOver: TakeOver): Promise<void> {
    await this.redis.lpush(this.keys.takeOvers, JSON.stringify(takeOver));
    await this.redis.ltrim(this.keys.takeOvers, 0, TAKE_OVERS - 1);
  }

  /** Newest first. */
  async takeOvers(): Promise<TakeOver[]> {
    return (await this.redis.lrange(this.keys.takeOvers, 0, TAKE_OVERS - 1)).map((text) => JSON.parse(text));
  }
}

/** As the engine tells. */
export function heldLane(job: {
  readonly data: {readonly lane: string};
  readonly processedBy?: string;
  readonly processedOn?: number;
}): HeldLane {
  return {lane: job.data.lane, machine: job.processedBy ?? '', since: Math.floor((job.processedOn ?? 0) / 1000)};
}
