import DataLoader from 'dataloader';
import type {Redis} from 'ioredis';
import {JITTER_ALLOWANCE, WIDENED_BY, WIDENED_FOR_MS, WIDEST_MS} from '../domain/pace.js';
import type {Clock} from '../domain/ports.js';

/**
 * `reserve`: the next call. `keep`: no call sooner than a pace from when it is asked, because one leaves then. `widen`: a slower beat
 * for a while.
 */
export type SlotMode = 'reserve' | 'keep' | 'widen';

export interface SlotKeys {
  /** What the API counts: calls of an app and a command. */
  readonly slot: string;
  /** BullMQ's lock of the turn. */
  readonly lock: string;
}

/** In milliseconds. */
export interface Slot {
  readonly waitMs: number;
  /** For so long nobody else can hold the lane. */
  readonly lockedMs: number;
}

/** A slot that nobody has used for so long is forgotten. */
const KEPT_MS = 86_400_000;

/** A script stops all others while it runs; one for so many lanes takes a few milliseconds. */
const AT_ONCE = 500;

/**
 * For each lane, checks the holder and reserves the next call in one step, by the clock of Redis. A slot that is not known begins two
 * paces from now: where Redis was emptied, a former holder may still make the call that it had reserved. One too far away is of a
 * clock that was set back.
 */
const SLOTS_SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function ask(key, lock, token, mode, own, ago)
  if redis.call('GET', lock) ~= token then return -1, 0 end
  local slot = redis.call('HMGET', key, 'next', 'pace', 'until')
  local pace = own
  if tonumber(slot[3] or 0) > now then pace = math.max(pace, tonumber(slot[2])) end
  local next = math.min(tonumber(slot[1] or math.huge), now + 2 * pace)
  local at = now
  if mode == 'reserve' then
    at = math.max(now, next)
    next = at + pace
  else
    if mode == 'widen' then
      pace = math.min(pace * ${WIDENED_BY}, math.max(${WIDEST_MS}, own))
      redis.call('HSET', key, 'pace', pace, 'until', now + ${WIDENED_FOR_MS})
    end
    next = math.max(next, now - ago + pace)
  end
  redis.call('HSET', key, 'next', string.format('%.0f', math.ceil(next)))
  redis.call('PEXPIRE', key, ${KEPT_MS})
  return math.ceil(at - now), redis.call('PTTL', lock)
end

local slots = {}
for i = 0, #KEYS / 2 - 1 do
  local token, mode, pace, ago = unpack(ARGV, 4 * i + 1, 4 * i + 4)
  slots[2 * i + 1], slots[2 * i + 2] = ask(KEYS[2 * i + 1], KEYS[2 * i + 2], token, mode, tonumber(pace), tonumber(ago))
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
}

/** Undefined: the lane is somebody else's by now. */
export type AskSlot = (asked: Asked) => Promise<Slot | undefined>;

/** What lanes ask in one round of the event loop is one command: one for each took an eighth of the CPU of a collector of 5,000 lanes. */
export function slotsOf(redis: Redis, clock: Pick<Clock, 'elapsed'>): AskSlot {
  redis.defineCommand(SLOTS, {lua: SLOTS_SCRIPT});
  const loader = new DataLoader(
    async (all: readonly (Asked & {readonly askedMs: number})[]) => {
      const nowMs = clock.elapsed();
      const keys = all.flatMap(({keys: {slot, lock}}) => [slot, lock]);
      const args = all.flatMap(({token, mode, paceMs, askedMs}) => [
        token,
        mode,
        paceMs * JITTER_ALLOWANCE,
        nowMs - askedMs,
      ]);
      const slots = await (redis as SlotCommands)[SLOTS](keys.length, ...keys, ...args);
      return all.map((_, index) => slotOf(slots[2 * index]!, slots[2 * index + 1]!));
    },
    {cache: false, maxBatchSize: AT_ONCE, batchScheduleFn: setImmediate},
  );
  return (asked) => loader.load({...asked, askedMs: clock.elapsed()});
}

function slotOf(waitMs: number, lockedMs: number): Slot | undefined {
  return waitMs < 0 ? undefined : {waitMs, lockedMs};
}
