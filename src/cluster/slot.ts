import type {Redis} from 'ioredis';
import {JITTER_ALLOWANCE, WIDENED_BY, WIDENED_FOR_MS, WIDEST_MS} from '../domain/pace.js';

/**
 * `reserve`: the next call. `keep`: no call sooner than a pace from now, because one leaves now. `widen`: a slower beat for a while.
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

/**
 * Checks the holder and reserves the next call in one step, by the clock of Redis. A slot that is not known begins two paces from now:
 * where Redis was emptied, a former holder may still make the call that it had reserved. One too far away is of a clock that was set back.
 */
export const SLOT_SCRIPT = `
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return {-1, 0} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local slot = redis.call('HMGET', KEYS[1], 'next', 'pace', 'until')
local own = tonumber(ARGV[3])
local pace = own
if tonumber(slot[3] or 0) > now then pace = math.max(pace, tonumber(slot[2])) end
local next = math.min(tonumber(slot[1] or math.huge), now + 2 * pace)
local at = now
if ARGV[2] == 'reserve' then
  at = math.max(now, next)
  next = at + pace
else
  if ARGV[2] == 'widen' then
    pace = math.min(pace * ${WIDENED_BY}, math.max(${WIDEST_MS}, own))
    redis.call('HSET', KEYS[1], 'pace', pace, 'until', now + ${WIDENED_FOR_MS})
  end
  next = math.max(next, now + pace)
end
redis.call('HSET', KEYS[1], 'next', string.format('%.0f', math.ceil(next)))
redis.call('PEXPIRE', KEYS[1], ${KEPT_MS})
return {math.ceil(at - now), redis.call('PTTL', KEYS[2])}
`;

interface SlotCommands extends Redis {
  timpushSlot(slot: string, lock: string, token: string, mode: SlotMode, paceMs: number): Promise<[number, number]>;
}

/** Undefined: the lane is somebody else's by now. */
export type AskSlot = (keys: SlotKeys, token: string, mode: SlotMode, paceMs: number) => Promise<Slot | undefined>;

export function slotsOf(redis: Redis): AskSlot {
  redis.defineCommand('timpushSlot', {numberOfKeys: 2, lua: SLOT_SCRIPT});
  return async ({slot, lock}, token, mode, paceMs) => {
    const commands = redis as SlotCommands;
    const [waitMs, lockedMs] = await commands.timpushSlot(slot, lock, token, mode, paceMs * JITTER_ALLOWANCE);
    return waitMs < 0 ? undefined : {waitMs, lockedMs};
  };
}
