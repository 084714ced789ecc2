import type {BroadcastCounts} from './broadcast.js';
import {code, errorInfo} from './code.js';
import type {WindowCounts} from './counts.js';
import type {WindowLosses} from './losses.js';
import type {Counts} from './slot.js';
import type {Loss} from './stream-losses.js';

/** An answer's fields beside its verdict. */
export type Fields = Readonly<Record<string, unknown>>;

/** The body of a refusal. Its HTTP status is 200 like any other. */
export function refusal(verdict: number): string {
  return JSON.stringify({ActionStatus: 'FAIL', ErrorCode: verdict, ErrorInfo: errorInfo(verdict)});
}

/** The body of a success. */
export function success(fields: Fields): string {
  return JSON.stringify({ActionStatus: 'OK', ErrorCode: code.ok, ErrorInfo: errorInfo(code.ok), ...fields});
}

/** The body of a success with chat counts; a platform without any count has no row. */
export const statistics = (counts: WindowCounts): string => success(statisticsFields(counts));

export const statisticsFields = ({total, platforms}: WindowCounts): Fields => ({
  ...countFields(total),
  PlatformStatistics: [...platforms].map(([platform, counts]) => ({PushPlatform: platform, ...countFields(counts)})),
});

/** One element of `Results`; the overall one has an empty TaskID. */
export const broadcastResult = (taskId: string, {total, rows}: BroadcastCounts): Fields => ({
  TaskID: taskId,
  ...countFields(total),
  PlatformStatistics: rows.map(({event, platform, ...counts}) => ({
    EventType: event,
    PushPlatform: platform,
    ...countFields(counts),
  })),
});

/** The four arrays. */
export function lossFields({total, platforms}: WindowLosses): Fields {
  const of = <T extends Loss>(losses: readonly T[], stage: Loss['stage']) =>
    losses.filter((loss) => loss.stage === stage);
  const platformRow = ({platform, event, ...loss}: WindowLosses['platforms'][number]) => ({
    ...(event ? {EventType: event} : {}),
    PushPlatform: platform,
    ...lossRow(loss),
  });
  return {
    ReadyToSendLoss: of(total, 'ready').map(lossRow),
    PostSendDeliveredLoss: of(total, 'sent').map(lossRow),
    PlatformReadyToSendLoss: of(platforms, 'ready').map(platformRow),
    PlatformPostSendDeliveredLoss: of(platforms, 'sent').map(platformRow),
  };
}

const countFields = ({total, sent, delivered, clicked}: Counts) => ({
  TotalCount: total,
  SentCount: sent,
  DeliveredCount: delivered,
  ClickCount: clicked,
});

const lossRow = ({code, count, text}: Loss) => ({ErrCode: code, ErrCount: count, ErrInfo: text});
