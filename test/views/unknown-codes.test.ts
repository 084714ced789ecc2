import {beforeEach, expect, test} from '@jest/globals';
import {parseStep} from '../../src/domain/window.js';
import {lookUp} from '../../src/timpush/loss-codes.js';
import {chatLoss} from '../../src/timpush/reports/chat-loss.js';
import {queries} from '../../src/views/query.js';
import {unknownCodes} from '../../src/views/unknown-codes.js';
import {at, ManualClock} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {aJob, anApp} from '../support/fixtures/examples.js';

const HOUR = 3600;
const now = at('2026-03-20T12:00Z');
const hourly = aJob({report: chatLoss});
const daily = aJob({report: chatLoss, step: parseStep('1d')!});
let store: MemoryStore;
beforeEach(() => {
  store = new MemoryStore();
});

const told = (jobs = [aJob(), daily, hourly]) => unknownCodes({jobs, store, explainLoss: lookUp}, now);

function loss(back: number, code: string, count: number, more: Record<string, string> = {}, step = '1h') {
  const {text = '', ...tags} = {
    stage: 'sent',
    platform: 'xiaomi',
    class: 'unknown',
    app: 'shop',
    sdkappid: '1',
    ...more,
  };
  return store.write([
    {measurement: `timpush_chat_loss_${step}`, tags: {...tags, code}, fields: {count, text}, time: now - back * HOUR},
  ]);
}

test('codes of the last seven days that the dictionary does not have are told, the largest first', async () => {
  await loss(1, '4711', 3, {text: 'newest words'});
  await loss(100, '4711', 4, {text: 'older words'});
  await loss(2, '4712', 20, {platform: 'oppo', stage: 'ready', app: 'news'});
  await loss(170, '4713', 99);
  expect(await told()).toEqual([
    {app: 'news', report: 'chat-loss', step: '1h', stage: 'ready', platform: 'oppo', code: '4712', count: 20, text: ''},
    {
      app: 'shop',
      report: 'chat-loss',
      step: '1h',
      stage: 'sent',
      platform: 'xiaomi',
      code: '4711',
      count: 7,
      text: 'newest words',
    },
  ]);
});

test('what the dictionary has is not told, be its class unknown, nor what was added up, nor what vanished', async () => {
  await loss(1, '400', 5, {platform: 'apns'});
  await loss(1, 'other', 5);
  await loss(1, '4711', 0);
  await loss(1, '10029', 5, {class: 'token'});
  expect(await told()).toEqual([]);
});

test('a total is told where no platform has the code', async () => {
  await loss(1, '4711', 5);
  await loss(1, '4711', 9, {platform: 'total'});
  await loss(1, '4712', 2, {platform: 'total'});
  expect((await told()).map(({platform, code}) => [platform, code])).toEqual([
    ['xiaomi', '4711'],
    ['total', '4712'],
  ]);
});

test('each code is told once, by the job with the shortest windows', async () => {
  await loss(1, '4711', 5);
  await loss(24, '4711', 50, {}, '1d');
  expect((await told()).map(({step, count}) => [step, count])).toEqual([['1h', 5]]);
  expect((await told([daily])).map(({step, count}) => [step, count])).toEqual([['1d', 50]]);
  expect(await told([aJob()])).toEqual([]);
});

test('the status of the job of losses has them', async () => {
  await loss(1, '4711', 5, {text: 'words'});
  const jobs = [aJob(), hourly, daily];
  const clock = new ManualClock('2026-03-20T12:00Z');
  const rows = await queries({jobs, apps: [anApp()], store, clock, explainLoss: lookUp, timezone: 'UTC'}).status();
  expect(rows.map(({report, step, unknownCodes: codes}) => [report, step, codes])).toEqual([
    ['chat', '1h', undefined],
    ['chat-loss', '1h', [{stage: 'sent', platform: 'xiaomi', code: '4711', count: 5, text: 'words'}]],
    ['chat-loss', '1d', undefined],
  ]);
});
