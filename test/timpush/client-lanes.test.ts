import {expect, test} from '@jest/globals';
import {chat} from '../../src/timpush/reports/chat.js';
import {failure, scriptedApi, WINDOW} from './scripted-api.js';

const tasks = {name: 'campaigns', command: 'all_member_push_statistics', request: {TaskID: ['spring']}};
const broadcast = {...chat, name: 'broadcast', command: 'all_member_push_statistics'};
const {signal} = new AbortController();

/** How long each call waited for its turn, in milliseconds. */
function waiting(answers: Parameters<typeof scriptedApi>[0] = []) {
  const waits: [string, number][] = [];
  const meter = {
    call() {},
    retry() {},
    paceWait: (_: string, name: string, ms: number) => waits.push([name, Math.round(ms)]),
  };
  return {...scriptedApi(answers, {paceMs: 1000}, {meter}), waits};
}

test('a question has a request of its own, and is answered like a window', async () => {
  const {client, calls} = waiting();
  const {body, fetchedAt} = await client.ask(tasks, {signal});
  expect(body).toMatchObject({ErrorCode: 0});
  expect(new Date(fetchedAt * 1000).toISOString()).toBe('2026-03-01T12:00:00.000Z');
  expect([calls[0]!.path, calls[0]!.body]).toEqual(['/v4/timpush/all_member_push_statistics', '{"TaskID":["spring"]}']);
});

test('what asks one command waits for one beat, under whatever name; another command does not wait', async () => {
  const {client, waits} = waiting();
  await client.fetch(broadcast, WINDOW, {signal});
  await client.ask(tasks, {signal});
  await client.fetch(chat, WINDOW, {signal});
  await client.fetch(broadcast, WINDOW, {signal});
  expect(waits).toEqual([
    ['broadcast', 0],
    ['campaigns', 1008],
    ['chat', 0],
    ['broadcast', 1008],
  ]);
});

test('“too often” widens the beat of the command, for all who ask it', async () => {
  const {client, waits} = waiting([60007]);
  await client.ask(tasks, {signal});
  await client.fetch(chat, WINDOW, {signal});
  await client.fetch(broadcast, WINDOW, {signal});
  expect(waits).toEqual([
    ['campaigns', 0],
    ['campaigns', 2016],
    ['chat', 0],
    ['broadcast', 2032],
  ]);
});

test('a question is tried again like a window, and a rest of the app is one for it, too', async () => {
  const {client, calls} = waiting([90102, 90045]);
  expect(await failure(client.ask(tasks, {signal}))).toMatchObject({code: 90045});
  expect(await failure(client.ask(tasks, {signal}))).toMatchObject({code: 90045});
  expect(calls).toHaveLength(2);
});

test.each([
  [90045, undefined],
  [90009, undefined],
  [60012, 60012],
  [70402, 70402],
])('a refusal by %d rests the command that met it, one that is common to all rests the app', async (code, other) => {
  const {client} = waiting([code]);
  expect(await failure(client.fetch(broadcast, WINDOW, {signal}))).toMatchObject({code});
  expect(await failure(client.ask(tasks, {signal}))).toMatchObject({code});
  const chatted = client.fetch(chat, WINDOW, {signal});
  if (other === undefined) expect((await chatted).body).toMatchObject({ErrorCode: 0});
  else expect(await failure(chatted)).toMatchObject({code: other});
});
