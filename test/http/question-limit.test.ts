import {EventEmitter} from 'node:events';
import type {ServerResponse} from 'node:http';
import {expect, test} from '@jest/globals';
import {BusyError, QuestionLimit} from '../../src/http/question-limit.js';
import {gate} from '../support/doubles/gate.js';

/** As much of a response as is looked at. */
class Response extends EventEmitter {
  destroyed = false;

  destroy(): void {
    this.close();
  }

  /** Read to its end, or gone. */
  close(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

function asking(limit: QuestionLimit) {
  const response = new Response();
  const opened = gate();
  const seen: {signal?: AbortSignal} = {};
  const answered = limit.answer(response as unknown as ServerResponse, async (signal) => {
    seen.signal = signal;
    await opened.opened;
    return 'answer';
  });
  // Looked at below, or not at all.
  answered.catch(() => undefined);
  return {response, answered, open: opened.open, begun: () => seen.signal !== undefined, seen};
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('so many are worked on at once, and the others follow in their order', async () => {
  const limit = new QuestionLimit({atOnce: 2, open: 10});
  const [one, two, three, four] = Array.from({length: 4}, () => asking(limit));
  await turn();
  expect([one, two, three, four].map((each) => each!.begun())).toEqual([true, true, false, false]);
  two!.open();
  await expect(two!.answered).resolves.toBe('answer');
  await turn();
  expect([three!.begun(), four!.begun()]).toEqual([true, false]);
  one!.open();
  await turn();
  expect(four!.begun()).toBe(true);
  three!.open();
  four!.open();
  await expect(four!.answered).resolves.toBe('answer');
});

test('beyond the bound nobody is let in, until somebody has read its answer', async () => {
  const limit = new QuestionLimit({atOnce: 1, open: 2});
  const one = asking(limit);
  one.open();
  await one.answered;
  const two = asking(limit);
  await expect(asking(limit).answered).rejects.toThrow(BusyError);
  one.response.close();
  const three = asking(limit);
  two.open();
  three.open();
  await expect(three.answered).resolves.toBe('answer');
});

test('work is told when the one who asked has gone', async () => {
  const {seen, response, open, answered} = asking(new QuestionLimit({atOnce: 1, open: 1}));
  await turn();
  expect(seen.signal!.aborted).toBe(false);
  response.close();
  expect(seen.signal!.aborted).toBe(true);
  open();
  await answered;
});

test('who goes while it waits is never worked for, and holds up nobody', async () => {
  const limit = new QuestionLimit({atOnce: 1, open: 3});
  const [one, two, three] = Array.from({length: 3}, () => asking(limit));
  two!.response.close();
  await expect(two!.answered).rejects.toThrow(expect.objectContaining({name: 'AbortError'}));
  one!.open();
  await one!.answered;
  await turn();
  expect([two!.begun(), three!.begun()]).toEqual([false, true]);
  three!.open();
  await three!.answered;
});

test('who has gone before it is heard holds no place', async () => {
  const limit = new QuestionLimit({atOnce: 1, open: 1});
  const gone = new Response();
  gone.close();
  await expect(limit.answer(gone as unknown as ServerResponse, async () => 'answer')).rejects.toThrow();
  const next = asking(limit);
  next.open();
  await expect(next.answered).resolves.toBe('answer');
});

test('work that fails makes room, too', async () => {
  const limit = new QuestionLimit({atOnce: 1, open: 2});
  const failing = limit.answer(new Response() as unknown as ServerResponse, () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  const next = asking(limit);
  next.open();
  await expect(next.answered).resolves.toBe('answer');
});
