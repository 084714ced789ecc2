import type {Redis} from 'ioredis';

/** Removes each field that is still as it was seen: what was wanted again meanwhile stays. */
const SETTLE_SCRIPT = `
for i = 1, #ARGV, 2 do
  if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then redis.call('HDEL', KEYS[1], ARGV[i]) end
end
`;

/** What is wanted already stays as it was seen. */
const WANT_ONCE_SCRIPT = `
for i = 2, #ARGV do redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[1]) end
`;

interface WantedCommands extends Redis {
  timpushSettle(key: string, ...fieldsAndValues: string[]): Promise<null>;
  timpushWantOnce(key: string, asking: string, ...fields: string[]): Promise<null>;
}

/** So many fields go into one command. */
const AT_ONCE = 1000;

/** Which jobs of which lanes want a turn, by who asked last. It outlives the turn that was to see to it. */
export class WantedJobs {
  readonly #redis: WantedCommands;

  constructor(
    redis: Redis,
    private readonly key: string,
  ) {
    redis.defineCommand('timpushSettle', {numberOfKeys: 1, lua: SETTLE_SCRIPT});
    redis.defineCommand('timpushWantOnce', {numberOfKeys: 1, lua: WANT_ONCE_SCRIPT});
    this.#redis = redis as WantedCommands;
  }

  /** `asking` has to differ from what asked before. `once`: not those that are wanted already. */
  async want(lanes: readonly string[], step: string, asking: string, once: boolean): Promise<void> {
    for (let next = 0; next < lanes.length; next += AT_ONCE) {
      const fields = lanes.slice(next, next + AT_ONCE).map((lane) => fieldOf(lane, step));
      if (once) await this.#redis.timpushWantOnce(this.key, asking, ...fields);
      else await this.#redis.hset(this.key, ...fields.flatMap((field) => [field, asking]));
    }
  }

  /** Of those steps that are wanted, who asked last. */
  async of(lane: string, steps: readonly string[]): Promise<Map<string, string>> {
    const found = await this.#redis.hmget(this.key, ...steps.map((step) => fieldOf(lane, step)));
    return new Map(steps.flatMap((step, index) => (found[index] == null ? [] : [[step, found[index]]])));
  }

  /** They have been seen to. */
  async settle(lane: string, seen: ReadonlyMap<string, string>): Promise<void> {
    const fields = [...seen].flatMap(([step, asking]) => [fieldOf(lane, step), asking]);
    if (fields.length > 0) await this.#redis.timpushSettle(this.key, ...fields);
  }
}

function fieldOf(lane: string, step: string): string {
  return `${lane} ${step}`;
}
