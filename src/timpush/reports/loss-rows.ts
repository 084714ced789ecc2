import {ContractError} from '../../domain/errors.js';
import type {LossStage} from '../../domain/loss.js';
import {
  isObject,
  type JsonObject,
  type JsonPath,
  pathOf,
  readArray,
  readCode,
  readCount,
  readObject,
  readText,
} from '../parse.js';
import {type Channel, refuseTooMany} from './channel.js';

/** One row of an array of losses, as the vendor says it. */
export interface LossRow {
  readonly stage: LossStage;
  readonly channel: Channel;
  readonly code: string;
  readonly text: string;
  readonly count: number;
}

/** How the rows of a report say whose losses they are. */
export interface LossChannels {
  /** Of arrays that nothing splits. */
  readonly total: Channel;
  readonly read: (row: JsonObject, at: JsonPath) => Channel;
}

const ARRAYS: readonly {readonly key: string; readonly stage: LossStage; readonly split: boolean}[] = [
  {key: 'ReadyToSendLoss', stage: 'ready', split: false},
  {key: 'PostSendDeliveredLoss', stage: 'sent', split: false},
  {key: 'PlatformReadyToSendLoss', stage: 'ready', split: true},
  {key: 'PlatformPostSendDeliveredLoss', stage: 'sent', split: true},
];

/** Reads the four arrays; one of them may be missing, as a list without rows. */
export function readLosses(body: JsonObject, channels: LossChannels, at?: JsonPath): LossRow[] {
  const holder = holderIn(body, at);
  return ARRAYS.flatMap(({key, stage, split}) => {
    const list = pathOf(key, holder.at);
    const rows = readArray(holder.object, key, holder.at).map((value, index): LossRow => {
      const place = () => `${list()}[${index}]`;
      const row = readObject(value, place);
      const channel = split ? channels.read(row, place) : channels.total;
      const count = readCount(row, 'ErrCount', place);
      return {stage, channel, code: readCode(row, 'ErrCode', place), text: readText(row, 'ErrInfo', place), count};
    });
    refuseTooMany(new Set(rows.map(({channel}) => channel.key)).size, list);
    return rows;
  });
}

interface Holder {
  readonly object: JsonObject;
  readonly at: JsonPath | undefined;
}

/** The vendor's sample has the arrays in an object whose key was forgotten: so they may stand in the body, or one level down. */
function holderIn(body: JsonObject, at: JsonPath | undefined): Holder {
  const below = Object.entries(body).flatMap(([key, value]) =>
    isObject(value) ? [{object: value, at: pathOf(shown(key), at)}] : [],
  );
  const holders = [{object: body, at}, ...below].filter(({object}) =>
    ARRAYS.some(({key}) => Object.hasOwn(object, key)),
  );
  if (holders.length === 1) return holders[0]!;
  const names = ARRAYS.map(({key}) => key).join(', ');
  const got = holders.length === 0 ? body : holders.length;
  throw new ContractError(at?.() ?? 'the answer', got, `one object with ${names}`);
}

/** A key that the vendor may choose at will stands in errors and logs. */
function shown(key: string): string {
  return /^\w{1,40}$/.test(key) ? key : '…';
}
