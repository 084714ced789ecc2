import {expect, test} from '@jest/globals';
import {broadcast} from '../../src/timpush/reports/broadcast.js';
import {chat} from '../../src/timpush/reports/chat.js';
import {type Answer, failure, scriptedApi, WINDOW} from './scripted-api.js';

const EMPTY_LIST = {StartTime: WINDOW.start, EndTime: WINDOW.end, TaskID: []};
const NO_KEY = {StartTime: WINDOW.start, EndTime: WINDOW.end};
const EMPTY_TEXT = {...EMPTY_LIST, TaskID: ['']};

function asking(answers: readonly Answer[], paceMs = 0) {
  const api = scriptedApi(answers, {paceMs});
  const requests = () => api.calls.map(({body}) => JSON.parse(body));
  return {...api, ask: (more = {}) => api.ask(more, broadcast), askChat: () => api.ask({}, chat), requests};
}

test('all tasks are asked for by an empty list, and so they are again once that was understood', async () => {
  const {ask, requests} = asking([0, 90100]);
  await ask();
  expect(await failure(ask())).toMatchObject({code: 90100, recovery: 'reject'});
  await ask();
  expect(requests()).toEqual([EMPTY_LIST, EMPTY_LIST, EMPTY_LIST]);
});

test('where the empty list is refused the key is left out, once to try and from then on', async () => {
  const {ask, requests} = asking([90100]);
  await ask();
  await ask();
  expect(requests()).toEqual([EMPTY_LIST, NO_KEY, NO_KEY]);
});

test('where that is refused, too, the list holds an empty text, once to try and from then on', async () => {
  const {ask, requests} = asking([90100, 90049]);
  await ask();
  await ask();
  expect(requests()).toEqual([EMPTY_LIST, NO_KEY, EMPTY_TEXT, EMPTY_TEXT]);
});

test('a task id that is “unknown” was none of ours: the key is left out', async () => {
  const {ask, requests} = asking([90049]);
  await ask();
  expect(requests()).toEqual([EMPTY_LIST, NO_KEY]);
});

test('a window that is refused in every form is rejected, and nothing is learnt from it', async () => {
  const {ask, requests} = asking([90100, 90049, 90049]);
  expect(await failure(ask())).toMatchObject({code: 90100, recovery: 'reject'});
  await ask();
  expect(requests()).toEqual([EMPTY_LIST, NO_KEY, EMPTY_TEXT, EMPTY_LIST]);
});

test('trouble that passes is no refusal of a form, before the second one as after it', async () => {
  const {ask, requests} = asking([90102, 90100, 90102]);
  await ask();
  expect(requests()).toEqual([EMPTY_LIST, EMPTY_LIST, NO_KEY, NO_KEY]);
  const {ask: askTwice, requests: sent} = asking([90102, 90102, 90102]);
  expect(await failure(askTwice())).toMatchObject({code: 90102});
  expect(sent()).toEqual([EMPTY_LIST, EMPTY_LIST, EMPTY_LIST]);
});

test('the second form waits for its turn, and is counted like any retry', async () => {
  const api = asking([90100], 1000);
  const attempts: number[] = [];
  await api.ask({onCall: (attempt: number) => attempts.push(attempt)});
  expect(attempts).toEqual([1, 2]);
  expect(Math.round(Math.max(...api.clock.slept))).toBe(1008);
});

test('a report that has one form is asked once', async () => {
  const {askChat, requests} = asking([90100]);
  expect(await failure(askChat())).toMatchObject({code: 90100});
  expect(requests()).toEqual([NO_KEY]);
});

test('what one report has learnt does not concern another, nor another app', async () => {
  const {client, ask, requests} = asking([90100]);
  await ask();
  await client.fetch({...broadcast, name: 'another'}, WINDOW, {signal: new AbortController().signal});
  expect(requests()).toEqual([EMPTY_LIST, NO_KEY, EMPTY_LIST]);
  const other = asking([]);
  await other.ask();
  expect(other.requests()).toEqual([EMPTY_LIST]);
});
