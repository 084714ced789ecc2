import {EventEmitter} from 'node:events';
import {expect, test} from '@jest/globals';
import type {FastifyReply} from 'fastify';
import {LiveStream} from '../../src/http/live.js';
import {BusyError} from '../../src/http/question-limit.js';
import {silentLog} from '../support/doubles/silent-log.js';

/** As much of a response as a stream needs; it reads only when it is told to. */
class Reader extends EventEmitter {
  readonly written: string[] = [];
  headers: Record<string, string> = {};
  reads = true;
  open = true;

  get writableLength(): number {
    return this.reads ? 0 : 1;
  }

  writeHead(_status: number, headers: Record<string, string>): void {
    this.headers = headers;
  }

  write(text: string): void {
    this.written.push(text);
  }

  destroy(): void {
    this.open = false;
    this.emit('close');
  }
}

function listening(stream: LiveStream): Reader {
  const raw = new Reader();
  stream.send({raw, hijack: () => undefined, getHeaders: () => ({'x-safe': 'yes'})} as unknown as FastifyReply);
  return raw;
}

function counting(log = silentLog) {
  let made = 0;
  return {stream: new LiveStream(() => ({made: ++made}), log), made: () => made};
}

test('no proxy is to hold it back, keep it or change it', () => {
  const reader = listening(counting().stream);
  expect(reader.headers).toEqual({
    'x-safe': 'yes',
    'content-type': 'text/event-stream',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  reader.destroy();
});

test('a snapshot is made once, however many listen, and none when nobody does', () => {
  const {stream, made} = counting();
  const readers = [listening(stream), listening(stream)];
  expect(readers.map(({written}) => written)).toEqual(Array(2).fill(['retry: 1000\ndata: {"made":1}\n\n']));
  stream.tick();
  expect(readers.map(({written}) => written.at(-1))).toEqual(Array(2).fill('data: {"made":2}\n\n'));
  for (const reader of readers) reader.destroy();
  expect(made()).toBe(2);
  const later = listening(stream);
  expect(later.written).toEqual(['retry: 1000\ndata: {"made":3}\n\n']);
  later.destroy();
});

test('a slow reader misses snapshots instead of having them kept, and one that reads nothing for half a minute is let go', () => {
  const {stream} = counting();
  const [slow, dead] = [listening(stream), listening(stream)];
  slow.reads = false;
  dead.reads = false;
  for (let second = 0; second < 30; second++) stream.tick();
  expect([slow.written.length, dead.open]).toEqual([1, true]);
  slow.reads = true;
  stream.tick();
  expect(slow.written.at(-1)).toBe('data: {"made":32}\n\n');
  expect([slow.open, dead.open]).toEqual([true, false]);
  slow.destroy();
});

test('a hundred may listen', () => {
  const {stream} = counting();
  const readers = Array.from({length: 100}, () => listening(stream));
  expect(() => listening(stream)).toThrow(BusyError);
  readers[0]!.destroy();
  const next = listening(stream);
  for (const reader of [...readers, next]) reader.destroy();
});

test('a snapshot that cannot be made ends the streams, and nothing else', () => {
  const errors: unknown[] = [];
  let broken = false;
  const snapshot = () => {
    if (broken) throw new Error('broken');
    return {};
  };
  const stream = new LiveStream(snapshot, {...silentLog, error: (...line) => void errors.push(line[1])});
  const reader = listening(stream);
  broken = true;
  stream.tick();
  expect([reader.open, errors]).toEqual([false, ['snapshot failed']]);
});
