import {afterAll, beforeAll, beforeEach, expect, test} from '@jest/globals';
import {SharedBook} from '../../src/cluster/shared-book.js';
import type {BookedBackfill, BookedPiece} from '../../src/domain/backfill-book.js';
import {systemClock} from '../../src/system-clock.js';
import {type RedisServer, startRedis} from '../support/servers/redis-server.js';

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());
beforeEach(() => redis.client.flushall());

const aBook = () => new SharedBook(redis.client, 'backfill', systemClock());

function piece(app: string, more: Partial<BookedPiece> = {}): BookedPiece {
  const counts = {windows: 4, done: 0, rejected: 0, calls: 0, retries: 0, error: ''};
  return {app, report: 'chat', step: '1h', span: {start: 0, end: 14_400}, state: 'waiting', ...counts, ...more};
}

const backfill = (...apps: string[]): BookedBackfill => ({
  span: {start: 0, end: 14_400},
  pieces: apps.map((app) => piece(app)),
});
const appsIn = ({current}: SharedBook) => current?.pieces.map(({app}) => app);

test('another machine never sees a backfill half begun, and never tells the one before anew', async () => {
  const [here, there] = [aBook(), aBook()];
  await here.open(backfill('old'));
  await here.note(piece('old', {state: 'done'}));
  await there.look();
  const apps = Array.from({length: 2000}, (_, i) => `app-${i}`);
  const opened = here.open(backfill(...apps));
  let open = true;
  void opened.then(() => {
    open = false;
  });
  const seen = new Set<number | undefined>();
  while (open) {
    await there.look();
    seen.add(appsIn(there)?.length);
  }
  await opened;
  await there.look();
  seen.delete(1);
  expect([...seen]).toEqual([2000]);
});

test('a backfill that begins with as many notes as the one before had is another one', async () => {
  const [here, there] = [aBook(), aBook()];
  for (const app of ['old', 'new']) {
    expect(await here.open(backfill(app))).toBe(true);
    await here.note(piece(app, {state: 'done'}));
    await there.look();
    expect(appsIn(there)).toEqual([app]);
  }
});

test('of two that are begun at once on two machines, one is refused', async () => {
  const [here, there] = [aBook(), aBook()];
  const opened = await Promise.all([here.open(backfill('ours')), there.open(backfill('theirs'))]);
  expect(opened).toEqual([true, false]);
  expect([appsIn(here), appsIn(there)]).toEqual([['ours'], ['ours']]);
  await here.note(piece('ours', {state: 'running'}));
  expect(await there.open(backfill('theirs'))).toBe(false);
  await here.note(piece('ours', {state: 'stopped'}));
  expect(await there.open(backfill('theirs'))).toBe(true);
});

test('what Redis has forgotten is told anew, and keeps what was noted since', async () => {
  const [here, there] = [aBook(), aBook()];
  await here.open(backfill('shop', 'news'));
  await there.look();
  await redis.client.flushall();
  await here.note(piece('shop', {state: 'done', done: 4}));
  await there.look();
  await here.look();
  for (const {current} of [here, there])
    expect(current!.pieces.map(({app, state}) => [app, state]).sort()).toEqual([
      ['news', 'waiting'],
      ['shop', 'done'],
    ]);
});

test('whoever tells a backfill anew never replaces one that has begun since', async () => {
  const [here, there] = [aBook(), aBook()];
  await here.open(backfill('old'));
  await there.look();
  await redis.client.flushall();
  await Promise.all([here.open(backfill('new')), there.look()]);
  await Promise.all([here.look(), there.look()]);
  expect([appsIn(here), appsIn(there)]).toEqual([['new'], ['new']]);
});

test('a stop is heard by all, and what waits is stopped', async () => {
  const [here, there] = [aBook(), aBook()];
  await here.open(backfill('shop'));
  await there.look();
  await there.stop();
  await here.look();
  expect([here.stopped.aborted, there.stopped.aborted]).toEqual([true, true]);
  expect(here.current!.pieces.map(({state}) => state)).toEqual(['stopped']);
});
