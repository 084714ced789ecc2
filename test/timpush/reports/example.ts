import type {Point} from '../../../src/domain/point.js';
import type {Context} from '../../../src/domain/report.js';
import {parseStep} from '../../../src/domain/window.js';
import {at} from '../../support/doubles/manual-clock.js';
import {anApp} from '../../support/fixtures/examples.js';
import {samples} from './samples.js';

export const sample = samples.chat;

export const row = (PushPlatform: unknown, more: object = {}) => ({
  PushPlatform,
  TotalCount: 4,
  SentCount: 3,
  DeliveredCount: 2,
  ClickCount: 1,
  ...more,
});

/** Without refresh ages, so that there are no aged points unless they are asked for. */
export function aContext(more: Partial<Context> = {}): Context {
  return {
    app: anApp(),
    step: parseStep('1h')!,
    window: {start: at('2026-03-01T00:00Z'), end: at('2026-03-01T01:00Z')},
    refresh: [],
    fetchedAt: at('2026-03-01T01:10Z'),
    previous: undefined,
    ...more,
  };
}

export type Seven = readonly [number, number, number, number, number, number, number];

/** Counts in the order of the fields: total, sent, delivered, clicked, then those with receipts: sent, delivered, clicked. */
export function totalPoint([total, sent, delivered, clicked, rs, rd, rc]: Seven): Point {
  return {
    measurement: 'timpush_chat_total_1h',
    tags: {app: 'shop', sdkappid: '1400000001'},
    fields: {total, sent, delivered, clicked, receipt_sent: rs, receipt_delivered: rd, receipt_clicked: rc},
    time: 1_772_323_200,
  };
}

export function platformPoint(platform: string, counts: Seven): Point {
  const {tags, ...rest} = totalPoint(counts);
  return {...rest, measurement: 'timpush_chat_platform_1h', tags: {...tags, platform}};
}
