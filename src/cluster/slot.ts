import DataLoader from 'dataloader';
import type {Redis} from 'ioredis';
import {JITTER_ALLOWANCE, WIDENED_BY, WIDENED_FOR_MS, WIDEST_MS} from '../domain/pace.js';
import type {Clock} from '../domain/ports.js';

/**
 * `reserve`: the next call. `confirm`: the one that is reserved, where it is not sure that it may leave still. `tell`: one has left
 * late. `widen`: a slower beat for a while.
 */
export type SlotMode = 'reserve' | 'confirm' | 'tell' | 'widen';

export interface SlotKeys {
  /** What the API counts: calls of an app and a command. */
  readonly slot: string;
  /** BullMQ's lock of the turn. */
  readonly lock: string;
}

/** In milliseconds. */
export interface Slot {
  readonly waitMs: number;
  /** The wait counts from when the lane's last call left; else from now. */
  readonly sinceLast: boolean;
  /** For so long nobody else can hold the lane. */
  readonly lockedMs: number;
}

/** A slot that nobody has used for so long is forgotten. */
const KEPT_MS = 86_400_000;

/** A script stops all others while it runs; one for so many lanes takes a few milliseconds. */
const AT_ONCE = 500;

/** A call that leaves so much of a pace late is not too close to the next one, of another lane. */
const LATE = 0.2;
/** A slot that is not known begins so many paces from now: where Redis was emptied, a former holder may still make the call that it had reserved. */
const UNKNOWN = 2;
/** Two lanes that share a slot have reserved no further ahead: what is, is of a clock that was set back. */
const FURTHEST = UNKNOWN + 2;

/**
 * For each lane, checks the holder and reserves the next call in one step, by the clock of Redis. No call comes sooner than a pace from
 * the lane's last one, which left so long ago. Where nobody else has called since, that is all there is to wait for, and the holder's
 * own clock tells it more exactly; a holder is told by its lock, too, because the engine hands a worker's token on to its next job. Who
 * is late and not alone reserves anew: others have reserved what comes after.
 */
const SLOTS_SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function ask(key, lock, token, mode, own, ago)
  if redis.call('GET', lock) ~= token then return -1, 0, 0 end
  local holder = lock .. ' ' .. token
  local slot = redis.call('HMGET', key, 'next', 'pace', 'until', 'by')
  local pace = own
  if tonumber(slot[3] or 0) > now then pace = math.max(pace, tonumber(slot[2])) end
  if mode == 'widen' then
    pace = math.min(pace * ${WIDENED_BY}, math.max(${WIDEST_MS}, own))
    redis.call('HSET', key, 'pace', pace, 'until', now + ${WIDENED_FOR_MS})
  end
  local last = now - ago + pace
  local free = slot[1] and math.min(tonumber(slot[1]), now + ${FURTHEST} * pace) or now + ${UNKNOWN} * pace
  local mine = slot[4] == holder
  local alone = mode == 'reserve' and mine and ago < ${KEPT_MS}
  local wait = 0
  if alone then
    wait = pace
    free = math.max(now, last) + pace
  elseif mode == 'confirm' and mine then
    free = math.max(free, now + pace)
  elseif mode == 'reserve' or (mode == 'confirm' and ago > ${LATE} * pace) then
    if mode == 'reserve' then free = math.max(free, last) end
    wait = math.max(0, free - now)
    free = now + wait + pace
    redis.call('HSET', key, 'by', holder)
  elseif mode ~= 'confirm' then
    free = math.max(free, last)
  end
  redis.call('HSET', key, 'next', string.format('%.0f', math.ceil(free)))
  redis.call('PEXPIRE', key, ${KEPT_MS})
  return math.ceil(wait), redis.call('PTTL', lock), alone and 1 or 0
end

local slots = {}
for i = 0, #KEYS / 2 - 1 do
  local token, mode, pace, ago = unpack(ARGV, 4 * i + 1, 4 * i + 4)
  slots[3 * i + 1], slots[3 * i + 2], slots[3 * i + 3] =
    ask(KEYS[2 * i + 1], KEYS[2 * i + 2], token, mode, tonumber(pace), tonumber(ago))
end
return slots
`;

/** Its name in ioredis. */
export const SLOTS = 'timpushSlots';

interface SlotCommands extends Redis {
  [SLOTS](keys: number, ...keysAndArguments: (string | number)[]): Promise<number[]>;
}

export interface Asked {
  readonly keys: SlotKeys;
  readonly token: string;
  readonly mode: SlotMode;
  readonly paceMs: number;
  /** When the lane's last call left, or the one to confirm was to leave, by the clock that never jumps; undefined: none has. */
  readonly leftMs: number | undefined;
}

/** Undefined: the lane is somebody else's by now. */
export type AskSlot = (asked: Asked) => Promise<Slot | undefined>;

/** What lanes ask in one round of the event loop is one command: one for each took an eighth of the CPU of a collector of 5,000 lanes. */
export function slotsOf(redis: Redis, clock: Pick<Clock, 'elapsed'>): AskSlot {
  redis.defineCommand(SLOTS, {lua: SLOTS_SCRIPT});
  const loader = new DataLoader(
    async (all: readonly Asked[]) => {
      const nowMs = clock.elapsed();
      const keys = all.flatMap(({keys: {slot, lock}}) => [slot, lock]);
      const args = all.flatMap(({token, mode, paceMs, leftMs = -KEPT_MS}) => [
        token,
        mode,
        paceMs * JITTER_ALLOWANCE,
        nowMs - leftMs,
      ]);
      const slots = await (redis as SlotCommands)[SLOTS](keys.length, ...keys, ...args);
      return all.map((_, index) => slotOf(slots.slice(3 * index, 3 * index + 3)));
    },
    {cache: false, maxBatchSize: AT_ONCE, batchScheduleFn: setImmediate},
  );
  return (asked) => loader.load(asked);
}

function slotOf([waitMs = -1, lockedMs = 0, sinceLast]: readonly number[]): Slot | undefined {
  return waitMs < 0 ? undefined : {waitMs, lockedMs, sinceLast: sinceLast === 1};
}
