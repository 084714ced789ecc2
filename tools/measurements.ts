import type {App} from '../src/domain/app.js';
import type {LedgerEntry} from '../src/domain/coverage.js';
import {ledger} from '../src/domain/ledger.js';
import {countFields, measurement, platformNames, tag} from '../src/domain/measurements.js';
import type {Point} from '../src/domain/point.js';
import {runPoint} from '../src/domain/run-summary.js';
import {parseStep} from '../src/domain/window.js';
import {chat} from '../src/timpush/reports/chat.js';
import {code, codes, table} from './markdown.js';

/** Every measurement, read off points that the program itself makes. */
export function measurements(): string {
  const rows = examples().map((point) => [code(point.measurement), codes(Object.keys(point.tags)), fieldsOf(point)]);
  return `${table(['measurement', 'tags', 'fields'], rows)}\n\nThe _counts_ are the integers ${codes(countFields)}. Values of ${code(tag.platform)}: ${codes(platformNames)}, or \`platform_n\` for a number n that is not documented.`;
}

const app: App = {name: 'shop-cn', sdkAppId: 1_400_000_001, timezone: 'Asia/Shanghai', withoutReceipts: []};
const window = {start: 0, end: 3600};
const entry: LedgerEntry = {
  app: app.name,
  sdkAppId: app.sdkAppId,
  report: chat.name,
  step: '1h',
  window,
  fetchedAt: 4200,
  outcome: 'ok',
  errorCode: 0,
  platforms: [],
};

function examples(): Point[] {
  return [...chatPoints(), ledger.pointOf(entry), runPoint(summary())];
}

/** One answer, fetched just as the window reaches its first refresh age, so that aged copies are among the points. */
function chatPoints(): readonly Point[] {
  const counts = {TotalCount: 1, SentCount: 1, DeliveredCount: 1, ClickCount: 1};
  const body = {...counts, PlatformStatistics: [{PushPlatform: 1, ...counts}]};
  const context = {app, step: {...parseStep('1h')!, name: '{step}'}, window, previous: undefined};
  return chat.transform(body, {...context, refresh: [{name: '10m', seconds: 600}], fetchedAt: 4200}).points;
}

function summary() {
  const numbers = {startedAt: 0, durationMs: 0, windowsOk: 0, windowsFailed: 0, windowsLeft: 0, calls: 0, retries: 0};
  return {app, report: chat.name, step: '1h', ...numbers, lag: 0, survey: [], error: undefined};
}

function fieldsOf({measurement: name, fields}: Point): string {
  if (countFields.every((field) => field in fields) && name !== measurement.run) return 'the counts';
  const strings = Object.keys(fields).filter((field) => typeof fields[field] === 'string');
  const integers = Object.keys(fields).filter((field) => !strings.includes(field));
  return `integers ${codes(integers)}; strings ${codes(strings)}`;
}
