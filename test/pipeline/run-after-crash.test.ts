import {expect, test} from '@jest/globals';
import {measurement} from '../../src/domain/measurements.js';
import {noopMeter} from '../../src/domain/noop-meter.js';
import {run} from '../../src/pipeline/run.js';
import {chat} from '../../src/timpush/reports/chat.js';
import {atOnce} from '../support/doubles/at-once.js';
import {at, ManualClock} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {ScriptedSource} from '../support/doubles/scripted-source.js';
import {silentLog} from '../support/doubles/silent-log.js';
import {aJob, anApp} from '../support/fixtures/examples.js';

const NOW = '2026-03-08T12:00Z';
const span = {start: at('2026-03-08T09:00Z'), end: at('2026-03-08T10:00Z')};
const counts = {TotalCount: 7, SentCount: 7, DeliveredCount: 7, ClickCount: 7};

test('a platform that a crash left behind without a ledger entry is written as zeros when the repeated answer lacks it', async () => {
  const store = new MemoryStore();
  const crashing = {
    async write(points: Parameters<MemoryStore['write']>[0]) {
      if (points.some((point) => point.measurement === measurement.ledger)) throw new Error('killed');
      await store.write(points);
    },
  };
  await running(store, crashing, [1, 2]);
  expect(await sentByPlatform(store)).toEqual({apns: 7, xiaomi: 7});
  await running(store, store, [1]);
  expect(await sentByPlatform(store)).toEqual({apns: 7, xiaomi: 0});
});

function running(store: MemoryStore, writer: Pick<MemoryStore, 'write'>, platforms: readonly number[]) {
  const never = new AbortController().signal;
  const rows = platforms.map((platform) => ({PushPlatform: platform, ...counts}));
  const source = new ScriptedSource(at(NOW), () => ({...counts, PlatformStatistics: rows}));
  const job = aJob({report: chat});
  const input = {job, app: anApp({timezone: 'UTC'}), span, maxInFlight: 1, handover: never, cancel: never};
  return run(input, {
    source,
    store,
    recorder: atOnce(writer),
    clock: new ManualClock(NOW),
    meter: noopMeter,
    log: silentLog,
  });
}

async function sentByPlatform(store: MemoryStore) {
  const points = await store.points({measurement: measurement.chatPlatform('1h'), span});
  return Object.fromEntries(points.map(({tags, fields}) => [tags.platform, fields.sent]));
}
