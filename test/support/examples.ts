import type {LedgerEntry} from '../../src/domain/coverage.js';
import type {App, Job} from '../../src/domain/report.js';
import {parseStep} from '../../src/domain/window.js';
import {chat} from '../../src/timpush/reports/chat.js';
import {at} from './manual-clock.js';

export function anApp(more: Partial<App> = {}): App {
  return {name: 'shop', sdkAppId: 1_400_000_001, timezone: 'Asia/Shanghai', withoutReceipts: ['fcm'], ...more};
}

export function aJob(more: Partial<Job> = {}): Job {
  return {
    report: chat,
    step: parseStep('1h')!,
    schedule: '*/10 * * * *',
    span: 7 * 86_400,
    refresh: [
      {name: '10m', seconds: 600},
      {name: '1h', seconds: 3600},
      {name: '1d', seconds: 86_400},
    ],
    ...more,
  };
}

export function anEntry(more: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    app: 'shop',
    sdkAppId: 1_400_000_001,
    report: 'chat',
    step: '1h',
    window: {start: at('2026-03-01T00:00Z'), end: at('2026-03-01T01:00Z')},
    fetchedAt: at('2026-03-01T01:10Z'),
    outcome: 'ok',
    errorCode: 0,
    platforms: [],
    ...more,
  };
}
