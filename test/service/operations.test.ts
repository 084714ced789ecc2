import {afterEach, expect, jest, test} from '@jest/globals';
import type {Collector} from '../../src/collector.js';
import {CollectorError} from '../../src/domain/errors.js';
import {type Operation, Operations} from '../../src/service/operations.js';
import {gate} from '../support/doubles/gate.js';
import {silentLog} from '../support/doubles/silent-log.js';

afterEach(() => {
  jest.useRealTimers();
});

/** Operations that know one, which does what a test says. */
function operations(work: Operation) {
  const logged: unknown[] = [];
  const log = {...silentLog, error: (...line: unknown[]) => void logged.push(line)};
  const none = {collector: {} as Collector, pass: async () => [], passCampaigns: async () => []};
  const all = new Operations({
    known: {work},
    toolsOf: ({count, ...asker}) => {
      count({planned: 4, done: 1, calls: 1, retries: 0});
      return {...asker, ...none};
    },
    log,
  });
  return {all, logged};
}

async function ended(all: Operations, id: string) {
  await new Promise((resolve) => setImmediate(resolve));
  return all.view(id).ended;
}

test('whoever asks is told how far it is, and the result once', async () => {
  const end = gate();
  const {all} = operations(async (options, {note}) => {
    note('a note');
    await end.opened;
    return options;
  });
  const {id} = all.begin('work', '{"app":["red"]}');
  expect(all.view(id)).toEqual({id, notes: ['a note'], counts: {planned: 4, done: 1, calls: 1, retries: 0}});
  end.open();
  expect(await ended(all, id)).toEqual({result: {app: ['red']}});
  expect(() => all.view(id)).toThrow('no such command is at work here');
});

test.each([
  ['an expected error', new CollectorError('the file is away', 'stop'), {error: 'the file is away', why: 'failed'}, 0],
  ['bad usage', Object.assign(new Error('--day: no'), {statusCode: 400}), {error: '--day: no', why: 'badUsage'}, 0],
  [
    'another error',
    new Error('secret detail'),
    {error: 'internal error; the log of the collector shows more', why: 'failed'},
    1,
  ],
])('%s is told as far as it is meant for people', async (_, error, told, lines) => {
  const {all, logged} = operations(async () => {
    throw error;
  });
  expect(await ended(all, all.begin('work', '{}').id)).toEqual(told);
  expect(logged).toHaveLength(lines);
});

test('it is stopped when somebody says so, and when nobody asks for half a minute', async () => {
  jest.useFakeTimers({doNotFake: ['setImmediate', 'performance']});
  const stopped: string[] = [];
  const {all} = operations(async (_options, {stop}) => {
    stop.addEventListener('abort', () => stopped.push(stop.reason.message));
    await new Promise(() => {});
  });
  const [one, other] = [all.begin('work', '{}'), all.begin('work', '{}')];
  all.stop(one.id);
  jest.advanceTimersByTime(29_000);
  all.view(other.id);
  jest.advanceTimersByTime(29_000);
  expect(stopped).toEqual(['the command was stopped']);
  jest.advanceTimersByTime(1001);
  expect(stopped).toEqual(['the command was stopped', 'nobody waits for the command any more']);
});

test('who asks a collector that ends is told that it is going', async () => {
  const {all} = operations(async (_options, {stop}) => {
    await new Promise((resolve) => stop.addEventListener('abort', resolve));
  });
  const {id} = all.begin('work', '{}');
  all.close();
  expect(all.view(id).ended).toEqual({error: 'the collector is stopping', why: 'gone'});
});

test('there is an end to how many are at work', async () => {
  const {all} = operations(() => new Promise(() => {}));
  for (let times = 0; times < 16; times += 1) all.begin('work', '{}');
  expect(() => all.begin('work', '{}')).toThrow('16 commands are at work here');
  all.close();
});

test.each(['', 'null', '7', '{'])('options that are %j are refused', (options) => {
  const {all} = operations(async () => 1);
  expect(() => all.begin('work', options)).toThrow('options: it is not a JSON object');
});
