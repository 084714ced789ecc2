import type {Point} from '../../../src/domain/point.js';
import {samples} from './samples.js';

const {ActionStatus, ErrorCode, ErrorInfo, ...arrays} = samples['chat-loss'];
export const verdict = {ActionStatus, ErrorCode, ErrorInfo};
/** The four arrays. */
export const losses = arrays;

/** A row of a platform's array. */
export const lossRow = (PushPlatform: unknown, ErrCode: unknown, ErrCount: unknown = 1, ErrInfo: unknown = '') => ({
  PushPlatform,
  ErrCode,
  ErrCount,
  ErrInfo,
});

interface Expected {
  readonly platform: string;
  readonly stage: string;
  readonly class: string;
  readonly code: string;
  readonly event?: string;
}

export function lossPoint(tags: Expected, count: number, text: string): Point {
  return {
    measurement: tags.event === undefined ? 'timpush_chat_loss_1h' : 'timpush_broadcast_loss_1h',
    tags: {app: 'shop', sdkappid: '1400000001', ...tags},
    fields: {count, text},
    time: 1_772_323_200,
  };
}
