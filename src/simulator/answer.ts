import {code, errorInfo} from './code.js';
import type {WindowCounts} from './counts.js';
import type {Counts} from './slot.js';

/** The body of a refusal. Its HTTP status is 200 like any other. */
export function refusal(verdict: number): string {
  return JSON.stringify({ActionStatus: 'FAIL', ErrorCode: verdict, ErrorInfo: errorInfo(verdict)});
}

/** The body of a success; a platform without any count has no row. */
export function statistics({total, platforms}: WindowCounts): string {
  return JSON.stringify({
    ActionStatus: 'OK',
    ErrorCode: code.ok,
    ErrorInfo: errorInfo(code.ok),
    ...fields(total),
    PlatformStatistics: [...platforms].map(([platform, counts]) => ({PushPlatform: platform, ...fields(counts)})),
  });
}

const fields = ({total, sent, delivered, clicked}: Counts) => ({
  TotalCount: total,
  SentCount: sent,
  DeliveredCount: delivered,
  ClickCount: clicked,
});
